/** The subjects of `cmos guardrails`, in the order in which they are run and listed: one file each. */
import { type Guardrail } from '../guardrail';
import { benchmarks } from './benchmarks';
import { integration } from './integration';
import { needed } from './needed';
import { quality } from './quality';
import { references } from './references';
import { security } from './security';

export const GUARDRAILS: readonly Guardrail[] = [integration, security, quality, benchmarks, references, needed];

/** The subjects of `cmos guardrails`, in the order in which they are run and listed: one file each. */
import { type Guardrail } from '../guardrail';
import { benchmarks } from './benchmarks';
import { integration } from './integration';
import { quality } from './quality';

export const GUARDRAILS: readonly Guardrail[] = [integration, quality, benchmarks];

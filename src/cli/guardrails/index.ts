/** The subjects of `cmos guardrails`, in the order in which help lists them. */
import { type Guardrail } from '../guardrail';
import { needed } from './needed';
import { references } from './references';

export const GUARDRAILS: readonly Guardrail[] = [references, needed];

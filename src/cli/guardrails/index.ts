/** The subjects of `cmos guardrails`, in the order in which help lists them. */
import { type Guardrail } from '../guardrail';
import { security } from './security';

export const GUARDRAILS: readonly Guardrail[] = [security];

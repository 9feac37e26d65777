/** The subjects of `cmos guardrails`: one file each. */
import { type Subject, SUBJECTS } from '../../core/guardrails/subjects';
import { type Guardrail } from '../guardrail';
import { benchmarks } from './benchmarks';
import { integration } from './integration';
import { needed } from './needed';
import { quality } from './quality';
import { references } from './references';
import { security } from './security';

const BY_SUBJECT: Readonly<Record<Subject, Guardrail>> = {
  integration,
  security,
  quality,
  benchmarks,
  references,
  needed,
};

export const GUARDRAILS: readonly Guardrail[] = SUBJECTS.map((subject) => BY_SUBJECT[subject]);

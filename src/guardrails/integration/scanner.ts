/** The scanner that front ends and operations hand to the suite; the one place where it is chosen. */
import { scanForSuite } from '../security/for-suite';
import { type SecurityScan } from './scan';

/** Ours, in the suite's words. */
export const scanner: SecurityScan = (text, _, path) => {
  const { isValid, score, assessment, findings } = scanForSuite(text, path);
  return { valid: isValid, score, assessment, findings };
};

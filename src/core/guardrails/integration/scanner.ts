/** The scanner that front ends and operations hand to the suite; the one place where it is chosen. */
import { type SecurityScan } from './scan';

/** Undefined while there is none: then `security_scan` tests cannot be run, and say so. */
export const scanner = undefined as SecurityScan | undefined;

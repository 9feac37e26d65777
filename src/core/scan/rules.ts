/** All rules of the scanner. One more rule is an entry in a file of `rules/`, or a file there and a line here. */
import { type SecurityRule } from './rule';
import {
  ACCESS,
  AUTHENTICATION,
  COMPONENTS,
  CONFIGURATION,
  CRYPTOGRAPHY,
  DESIGN,
  INTEGRITY,
  LOGGING,
  REQUESTS,
} from './rules/code';
import { INJECTION } from './rules/injection';
import { SECRETS } from './rules/secrets';
import { TRAVERSAL } from './rules/traversal';

export const SECURITY_RULES: readonly SecurityRule[] = [
  ...TRAVERSAL,
  ...ACCESS,
  ...CRYPTOGRAPHY,
  ...INJECTION,
  ...DESIGN,
  ...CONFIGURATION,
  ...COMPONENTS,
  ...SECRETS,
  ...AUTHENTICATION,
  ...INTEGRITY,
  ...LOGGING,
  ...REQUESTS,
];

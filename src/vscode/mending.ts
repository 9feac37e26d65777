/** What is asked for some time after a look, loaded together: quick fixes, comparisons, keeping what both sides agree on. */
export { rememberAgreed } from '../core/operations/remember-agreed';
export { repairFixes } from '../core/repair/fixes';
export { mirrorText } from '../core/repair/mirror';
export { nodeCommitFiles } from '../node/commit-files';

/** What is asked for some time after a look, loaded together: quick fixes, comparisons, what both sides agree on, other worktrees. */
export { rememberAgreed } from '../core/operations/remember-agreed';
export { repairFixes } from '../core/repair/fixes';
export { mirrorText } from '../core/repair/mirror';
export { nodeCommitFiles } from '../node/commit-files';
export { runningElsewhere } from '../node/worktrees';

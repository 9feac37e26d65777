/** What quick fixes and comparisons need of the core once they are asked for. */
export { repairFixes } from '../core/repair/fixes';
export { mirrorText } from '../core/repair/mirror';

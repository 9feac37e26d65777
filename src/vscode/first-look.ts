/** What the first look at a root needs, loaded together once the window is there. */
export { Controller } from './controller';
export { needsOf } from './needs';

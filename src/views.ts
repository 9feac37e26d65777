/** All views, from the top. Written by `npm run generate`. */
import { needs } from './vscode/views/needs';
import { backlog } from './vscode/views/backlog';
import { sessions } from './vscode/views/sessions';
import { drift } from './vscode/views/drift';
import { health } from './vscode/views/health';
import type { View } from './vscode/view';

export const VIEWS: readonly View[] = [needs, backlog, sessions, drift, health];

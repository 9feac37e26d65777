/** All views. Written by `npm run generate`. */
import { backlog } from './views/backlog';
import { drift } from './views/drift';
import { health } from './views/health';
import { needs } from './views/needs';
import { sessions } from './views/sessions';
import type { View } from './view';

export const VIEWS: readonly View[] = [backlog, drift, health, needs, sessions];

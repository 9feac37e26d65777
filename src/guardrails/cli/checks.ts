/** The commands that look at all there is in a workspace, in the order in which help lists them. */
import type { AnyCommand } from '../../cli/command';
import { doctor } from '../../cli/commands/doctor';
import { lint } from '../../cli/commands/lint';
import { snapshots } from '../../cli/commands/snapshots';
import { telemetry } from '../../cli/commands/telemetry';
import { guardrails } from './guardrails';
import { lintedDocuments } from './references';

export const CHECKS: readonly AnyCommand[] = [lint(lintedDocuments), doctor, guardrails, telemetry, snapshots];

/** All commands of the command line at once, for tests that go through them. */
import { parity } from '../../src/cli/commands/parity';
import type { CommandTable } from '../../src/cli/table';
import { looks } from '../../src/cli/looks';
import { lintedDocuments } from '../../src/guardrails/cli/references';
import { CHANGES } from '../../src/guardrails/cli/changes';
import { CHECKS } from '../../src/guardrails/cli/checks';

export const COMMANDS = [...looks(() => Promise.resolve({ lintedDocuments })), parity, ...CHECKS, ...CHANGES];

/** The same as a table: what is bundled loads its groups by `import()`, which finds no TypeScript. */
export const TABLE: CommandTable = [{ load: () => Promise.resolve(COMMANDS) }];

/** All commands of the command line at once, for tests that go through them. */
import { parity } from '../../src/cli/commands/parity';
import type { CommandTable } from '../../src/cli/table';
import { LOOKS } from '../../src/cli/looks';
import { CHANGES } from '../../src/guardrails/cli/changes';
import { CHECKS } from '../../src/guardrails/cli/checks';

export const COMMANDS = [...LOOKS, parity, ...CHECKS, ...CHANGES];

/** The same as a table: what is bundled loads its groups by `import()`, which finds no TypeScript. */
export const TABLE: CommandTable = [{ load: () => Promise.resolve(COMMANDS) }];

/** Everything that `npm run generate` writes, as it should be; a unit test compares it with what is there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { floorTable } from '../lib/floors.mjs';
import { survivorTable } from '../mutants/mistakes.mjs';
import { declared, EDITOR } from './declarations.mjs';
import { findingsPage } from './findings-page.mjs';
import { manifest } from './manifest.mjs';
import { operationsIn } from './operations.mjs';
import { operationsTable } from './operations-table.mjs';
import { registry } from './registry.mjs';
import { views } from './views.mjs';

const project = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

const RULES_FOLDER = 'src/core/findings/rules';

const RULES = {
  file: 'src/core/findings/rules.ts',
  imported: "import type { Rule } from './rule';",
  list: 'RULES: readonly Rule[]',
  comment: 'All rules, in the order in which they run.',
};

const PARITY_RULES = {
  file: 'src/core/findings/parity-rules.ts',
  imported: "import type { ParityRule } from './rule';",
  list: 'PARITY_RULES: readonly ParityRule[]',
  comment: 'The rules that the verdict rests on, in the order in which they run.',
};

const OPERATIONS = {
  file: 'src/guardrails/registry.ts',
  imported: "import type { Operation } from '../core/operations/operation';",
  list: 'OPERATIONS: readonly Operation[]',
  comment: "All operations, the core's and the guardrails', by chapter and order.",
};

const VIEWS = {
  file: 'src/views.ts',
  imported: "import type { View } from './vscode/view';",
  list: 'VIEWS: readonly View[]',
  comment: 'All views, from the top.',
};

const COMMANDS = {
  file: 'src/declared-commands.ts',
  imported:
    "import type { WingServices } from './guardrails/vscode/doors';\nimport type { EditorCommand } from './vscode/commands/services';",
  list: 'DECLARED_COMMANDS: readonly EditorCommand<WingServices>[]',
  comment: 'All commands that are not operations.',
};

/** Files relative to the project, each with its whole text. */
export function generated() {
  const operations = operationsIn(project);
  return [
    { file: 'docs/architecture.md', text: filled('docs/architecture.md', 'floors', floorTable()) },
    { file: 'docs/testing.md', text: filled('docs/testing.md', 'survivors', survivorTable()) },
    { file: 'docs/findings.md', text: findingsPage(project) },
    { file: 'docs/commands.md', text: filled('docs/commands.md', 'operations', operationsTable(project, operations)) },
    ...manifest(project, operations),
    { file: RULES.file, text: registry(declared(project, RULES_FOLDER, '(?:Parity)?Rule'), RULES) },
    { file: PARITY_RULES.file, text: registry(declared(project, RULES_FOLDER, 'ParityRule'), PARITY_RULES) },
    { file: OPERATIONS.file, text: registry(operations, OPERATIONS) },
    { file: VIEWS.file, text: registry(views(project), VIEWS) },
    { file: COMMANDS.file, text: registry(declared(project, EDITOR, 'EditorCommand'), COMMANDS) },
  ];
}

/** A document with what is between its markers replaced. */
function filled(file, name, text) {
  const whole = readFileSync(path.join(project, file), 'utf8');
  const [start, end] = [`<!-- generated: ${name} -->\n`, `\n<!-- end: ${name} -->`];
  const [from, to] = [whole.indexOf(start) + start.length, whole.indexOf(end)];
  if (from < start.length || to < from) throw new Error(`${file} has no place for ${name}.`);
  return whole.slice(0, from) + text + whole.slice(to);
}

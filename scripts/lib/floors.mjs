/**
 * The floors of the house: a room uses rooms on lower floors and its own, and no other. Read by the lint configuration, by
 * the unit test of the floors, and by `npm run generate`, which writes the table in docs/architecture.md.
 */

/** From the ground up. `rooms` are folders or files below `src/`, each with what is in it. */
export const FLOORS = [
  {
    'core/ground':
      'errors and refusals, memo, text for display, the ports (files, clock, git, scripts), paths, the boundary of a workspace, names of stores and sides',
  },
  { 'core/files': 'one folder a kind of file: parse with ranges, minimal edits, drafts' },
  { 'core/changes': 'change set, row changes, hunks, rendering; the writer’s port' },
  { 'core/database': 'the tables and their columns; a stable image; reading; writing a whole file' },
  {
    'core/workspace':
      'layout, profile, settings, the snapshot and its refresh, the snapshot after a change set, the last agreed state’s shape',
  },
  { 'core/parity': 'comparing database and mirrors; the reference’s verdict; what both say' },
  { 'core/model': 'missions, sprints, dependencies, events, statuses, readiness, telemetry' },
  { 'core/scan': 'scanning texts by security rules; those about secrets and paths that lead out' },
  { 'core/findings': 'finding and rule, one file a rule in `rules/`; which side moved' },
  { 'core/commit': 'the journal, commit, recovery, history, copies of the database' },
  { 'core/columns': 'rows made of what the files say, entries and a backlog made of rows' },
  {
    'core/repair':
      'the one plan between database and files: mending differences item by item, one file a kind; bringing over all that one side says; a mirror as the database would have it',
  },
  { 'core/merge': 'merging what two branches made of a backlog or a log; conflict markers' },
  { 'core/snapshots': 'copies of the database: listing and reading them' },
  { 'core/escalation': 'retries, limits, fallbacks; incidents, and what needs a person' },
  { 'core/operations': 'one file an operation in `catalog/`; `transact`, the gates, `init`' },
  {
    guardrails:
      'a wing that the core knows nothing of: integration suite, security rules, quality, benchmarks, documents, and their operations',
  },
  {
    node: 'the ports on Node, and the near side of the writer processes',
    writer: 'what runs in a process of its own and writes a database',
  },
  { cli: 'the command line, a thin front end', vscode: 'views, diagnostics, commands of the editor, thin adapters' },
  {
    'guardrails/cli': 'the wing’s part of the command line',
    'guardrails/vscode': 'the wing’s part of the editor',
  },
  {
    'declared-commands.ts': 'the list of the commands that files declare beside what they do',
    'views.ts': 'the list of the views',
  },
  {
    'command-line.ts': 'the table of all commands of the command line, and running one',
    'editor-commands.ts': 'the table of all commands of the editor',
  },
  {
    'cli.ts': 'the command line’s entry',
    'extension.ts': 'the extension’s entry',
  },
];

/** Every room with its floor, counted from 1. */
export const ROOMS = FLOORS.flatMap((rooms, index) =>
  Object.entries(rooms).map(([path, what]) => ({ path, what, floor: index + 1 })),
);

/** The innermost room of a file; both relative to `src/`, `/` between names. Undefined for a file in none. */
export function roomOf(file) {
  const rooms = ROOMS.filter(({ path }) => file === path || file.startsWith(`${path}/`));
  return rooms.toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** The table of the documentation. */
export function floorTable() {
  const rows = ROOMS.map(({ path, what, floor }) => `| ${floor} | \`src/${path}\` | ${what} |`);
  return ['| floor | room | what is in it |', '|---|---|---|', ...rows].join('\n');
}

/**
 * How much may be evaluated for what, in bytes of minified code, and what may never be. A unit test holds it;
 * `npm run build -- --sizes` prints it.
 */
import { closure } from './bundles.mjs';

/** What writes, and what plans it. */
const WRITING = /^src\/core\/(?:merge|columns|snapshots|commit\/commit|operations\/(?!policy))|\/ajv\//;
/** What only a person asks for. */
const ASKED_FOR = /^src\/core\/repair\/(?!items)|^src\/vscode\/(?:commands\/|operate|writing)|^src\/editor-commands/;
const WING = /^src\/guardrails\/(?!vscode\/(?:doors|task-definition))/;
/** What reads a workspace, and runs rules over it. */
const READING =
  /^src\/core\/(?:files\/(?:backlog|yaml)\/|findings\/(?:check|rules|parity)\.|workspace\/workspace\.)|\/js-yaml\//;

const BUDGETS = [
  {
    what: 'cmos --version',
    entries: ['src/cli.ts', 'src/command-line.ts'],
    limit: 10_000,
    never: [/^src\/core\//, /node_modules/],
  },
  {
    what: 'cmos parity',
    entries: ['src/cli.ts', 'src/command-line.ts', 'src/cli/process.ts', 'src/cli/commands/parity.ts'],
    limit: 265_000,
    never: [WRITING, WING, /^src\/core\/(?:repair\/(?!items)|scan\/|findings\/(?:check|rules)\.)/],
  },
  {
    what: 'the extension, when it is activated',
    entries: ['src/extension.ts'],
    limit: 150_000,
    never: [WRITING, ASKED_FOR, WING, READING],
  },
  {
    what: 'the extension, with the first look done',
    entries: ['src/extension.ts', 'src/vscode/first-look.ts'],
    limit: 310_000,
    never: [WRITING, ASKED_FOR, WING],
  },
];

/** Each budget with what is evaluated now, the files by which it comes in, and the ways to sources that it may never have. */
export function budgets(metafile) {
  return BUDGETS.map(({ what, entries, limit, never }) => {
    const files = closure(metafile, entries);
    const bytes = [...files.values()].reduce((sum, each) => sum + each.bytes, 0);
    const ways = waysTo(metafile.inputs, entries);
    const forbidden = [...files.keys()]
      .flatMap((file) => Object.entries(metafile.outputs[file].inputs))
      .filter(([source, { bytesInOutput }]) => bytesInOutput > 0 && never.some((each) => each.test(source)))
      .map(([source]) => (ways.get(source) ?? [source]).join(' → '));
    return { what, limit, bytes, files, forbidden };
  });
}

/** Each source that these import, not counting what they import dynamically, with the sources by which it comes in. */
function waysTo(inputs, entries) {
  const ways = new Map(entries.map((entry) => [entry, [entry]]));
  for (const [source, way] of ways)
    for (const { path, kind } of inputs[source]?.imports ?? [])
      if (kind === 'import-statement' && !ways.has(path)) ways.set(path, [...way, path]);
  return ways;
}

/** How much may be evaluated for what, in bytes of minified code. A unit test holds it; `npm run build -- --sizes` prints it. */
import { closure } from './bundles.mjs';

const BUDGETS = [
  { what: 'cmos --version', entries: ['src/cli.ts'], limit: 10_000 },
  { what: 'cmos parity', entries: ['src/cli.ts', 'src/cli/process.ts', 'src/cli/commands/parity.ts'], limit: 275_000 },
  { what: 'the extension, when it is activated', entries: ['src/extension.ts'], limit: 160_000 },
  {
    what: 'the extension, with the first look done',
    entries: ['src/extension.ts', 'src/vscode/controller.ts', 'src/vscode/needs.ts'],
    limit: 310_000,
  },
];

/** Each budget with what is evaluated now, and the files by which it comes in. */
export function budgets(metafile) {
  return BUDGETS.map(({ what, entries, limit }) => {
    const files = closure(metafile, entries);
    const bytes = [...files.values()].reduce((sum, each) => sum + each.bytes, 0);
    return { what, limit, bytes, files };
  });
}

/** The house stands on its floors: no import leads upward, no two rooms or files need each other. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { roomOf, ROOMS } from '../../scripts/lib/floors.mjs';

const project = path.resolve(__dirname, '..', '..');
const src = path.join(project, 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.split(path.sep).join('/'));

/** What each file imports of our own, types and dynamic imports included. */
const imports = new Map(
  files.map((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(path.join(src, file), 'utf8'), true, true);
    const own = importedFiles
      .map(({ fileName }) => fileName)
      .filter((name) => name.startsWith('.'))
      .map((name) => path.posix.join(path.posix.dirname(file), name))
      .flatMap((name) => [`${name}.ts`, `${name}/index.ts`].find((each) => files.includes(each)) ?? []);
    return [file, own] as const;
  }),
);

describe('the floors of the house', () => {
  it('have a room for every file', () => {
    assert.deepEqual(
      files.filter((file) => roomOf(file) === undefined),
      [],
    );
    assert.deepEqual(
      ROOMS.filter(({ path: room }) => !files.some((file) => roomOf(file)?.path === room)).map(
        ({ path: room }) => room,
      ),
      [],
      'and a file for every room',
    );
  });

  it('see no import upward, and none between rooms of one floor', () => {
    const found = files.flatMap((file) =>
      (imports.get(file) ?? [])
        .filter((other) => {
          const [here, there] = [roomOf(file), roomOf(other)];
          return here !== undefined && there !== undefined && here !== there && there.floor >= here.floor;
        })
        .map((other) => `${file} → ${other}`),
    );
    assert.deepEqual(found, []);
  });

  it('see no two files that need each other', () => {
    assert.deepEqual(knots(imports), []);
  });

  it('see a knot where there is one', () => {
    assert.deepEqual(
      knots(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
          ['d', ['a']],
        ]),
      ),
      [['c', 'b', 'a']],
    );
  });

  it('have no door that nobody uses: what a file exports, another one names', () => {
    const all = ['src', 'test', 'scripts'].flatMap((top) =>
      readdirSync(path.join(project, top), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ts|mjs)$/.test(name) && !name.includes('node_modules'))
        .map((name) => path.join(top, name)),
    );
    const words = new Map(
      all.map((file) => [file, new Set(readFileSync(path.join(project, file), 'utf8').match(/[\w$]+/g))] as const),
    );
    const unused = files.flatMap((file) => {
      const others = [...words].filter(([each]) => each !== path.join('src', file));
      const text = readFileSync(path.join(src, file), 'utf8');
      return [...text.matchAll(/^export (?:async )?(?:function\*?|const|class|interface|type) ([\w$]+)/gm)]
        .map(([, name = '']) => name)
        .filter((name) => name !== 'deactivate' && !others.some(([, used]) => used.has(name)))
        .map((name) => `${file}: ${name}`);
    });
    assert.deepEqual(unused, []);
  });
});

/** Groups of files that reach each other (Tarjan's strongly connected components). */
function knots(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.size - 1);
    stack.push(file);
    for (const other of graph.get(file) ?? []) {
      if (!order.has(other)) visit(other);
      if (stack.includes(other)) lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(other) ?? 0));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const knot = stack.splice(stack.indexOf(file)).reverse();
    if (knot.length > 1) found.push(knot);
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}

import assert from 'node:assert/strict';
import { contexts, vscode } from '../../support/editor';
import { each, type Row, type Rows, section } from '../../../src/vscode/row';
import { type Shown, Tree, type TreeOptions, type TreeServices } from '../../../src/vscode/tree';

type RowsByRoot = Readonly<Record<string, Rows | Promise<Rows>>>;

/** A tree of some roots, whose rows can become others; what it does is counted. */
function treeOf(rows: RowsByRoot, options: Partial<TreeOptions> = {}) {
  const looks = new vscode.EventEmitter<void>();
  let now = rows;
  let saved = {};
  const controllerOf = (root: string) => ({
    root,
    get state() {
      return { saved, report: saved };
    },
  });
  const controllers = Object.keys(rows).map(controllerOf);
  const services = {
    workspaces: { controllers, onDidChangeSaved: looks.event },
    log: { error: (text: string) => assert.fail(text) },
    sections: [],
  } as unknown as TreeServices;
  const tree = new Tree(services, { id: 'cmos.t', rows: ({ root }) => now[root] ?? [], ...options });
  let redrawn = 0;
  tree.onDidChangeTreeData(() => redrawn++);
  const looked = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
  return {
    tree,
    redrawn: () => redrawn,
    looked,
    become: async (rowsNow: RowsByRoot): Promise<void> => {
      now = rowsNow;
      saved = {};
      looks.fire();
      await looked();
    },
  };
}

const row = (label: string, more: Partial<Row> = {}): Row => ({ kind: 'row', label, ...more });
const labels = async (tree: Tree, above?: Shown): Promise<string[]> =>
  (await tree.getChildren(above)).map(({ label }) => label);
const many = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `r${at}`);

describe('the tree of a view', () => {
  it('shows the rows of the only root at once, and a row for each of several', async () => {
    assert.deepEqual(await labels(treeOf({ '/a': [row('x')] }).tree), ['x']);
    const { tree } = treeOf({ '/w/a': [row('x')], '/w/b': [row('y')] });
    assert.deepEqual(await labels(tree), ['w/a', 'w/b']);
    const [, second] = await tree.getChildren();
    assert.deepEqual(await labels(tree, second), ['y']);
    const [y] = await tree.getChildren(second);
    assert.equal(tree.getParent(y!), second);
    const flat = treeOf({ '/a': [row('x')], '/b': Promise.resolve([row('y')]) }, { flat: true }).tree;
    assert.deepEqual(await labels(flat), ['x', 'y']);
  });

  it('answers at once where nothing is waited for', () => {
    assert.ok(Array.isArray(treeOf({ '/a': [row('x')] }).tree.getChildren()));
  });

  it('tells rows of one label apart, in one root and in several, and the same rows again', async () => {
    const children = (): Rows => [row('x')];
    const rows = [row('x', { children }), row('x', { children }), row('y')];
    const { tree } = treeOf({ '/a': rows, '/b': rows });
    const ids = async (): Promise<(string | undefined)[]> => {
      const all: Shown[] = [];
      const add = async (above?: Shown): Promise<void> => {
        for (const each of await tree.getChildren(above)) {
          all.push(each);
          await add(each);
        }
      };
      await add();
      return all.map((each) => tree.getTreeItem(each).id);
    };
    const first = await ids();
    assert.equal(first.length, 12);
    assert.equal(new Set(first).size, 12);
    assert.deepEqual(await ids(), first);
  });

  it('shows long lists in pages, and makes no row that is not shown', async () => {
    let made = 0;
    const list = each(many(1_200), (label) => {
      made++;
      return row(label);
    });
    const { tree, redrawn } = treeOf({ '/a': [row('all', { children: () => list })] });
    const [all] = await tree.getChildren();
    const shown = await tree.getChildren(all);
    assert.equal(shown.length, 501);
    assert.equal(made, 500);
    assert.equal(shown.at(-1)?.label, '700 more…');
    const { command } = tree.getTreeItem(shown.at(-1)!);
    assert.equal(command?.command, 'cmos.t.showMore');
    tree.showMore(command.arguments?.[0] as Shown);
    assert.equal(redrawn(), 1);
    assert.equal((await tree.getChildren(all)).length, 1_001);
  });

  it('finds a row again that is on a later page, with what it is below', async () => {
    const { tree } = treeOf({ '/a': [row('one'), row('all', { children: () => each(many(600), row) })] });
    await tree.reveal(({ label }) => label === 'r550');
    const [found] = (tree.view as unknown as { revealed: Shown[] }).revealed;
    assert.ok(found);
    const parent = tree.getParent(found);
    assert.equal(parent?.label, 'all');
    const ids = (await tree.getChildren(parent)).map((each) => tree.getTreeItem(each).id);
    assert.ok(ids.includes(tree.getTreeItem(found).id));
    await tree.reveal(() => false);
  });

  it('is drawn anew where something else is to be seen, and only there', async () => {
    const rowsOf = (shown: string, below: string, place = 1): Rows => [
      row(shown, {
        place: { path: 'f', range: { start: { line: place, character: 0 }, end: { line: place, character: 1 } } },
        children: () => [row(below)],
      }),
    ];
    const { tree, become, redrawn } = treeOf({ '/a': rowsOf('x', 'y') });
    const [x] = await tree.getChildren();
    await become({ '/a': rowsOf('x', 'z') });
    assert.equal(redrawn(), 0, 'what is below was not opened yet');
    assert.deepEqual(await labels(tree, x), ['z'], 'and is the latest when it is');
    await become({ '/a': rowsOf('x', 'z') });
    assert.equal(redrawn(), 0);
    await become({ '/a': rowsOf('x', 'other') });
    assert.equal(redrawn(), 1, 'it is open now');
    await tree.getChildren();
    await become({ '/a': rowsOf('x', 'other', 2) });
    assert.equal(redrawn(), 2, 'a click leads elsewhere');
    await tree.getChildren();
    await become({ '/a': [] });
    assert.equal(redrawn(), 3);
  });

  it('says in a context key whether there is anything, and in its head how much', async () => {
    const { tree, become, looked } = treeOf({ '/a': Promise.resolve([]) }, { filledKey: 'cmos.filled', counted: true });
    await looked();
    assert.equal(contexts.get('cmos.filled'), undefined);
    assert.equal(tree.view.description, '');
    await become({ '/a': Promise.resolve([row('x'), row('y')]) });
    assert.equal(contexts.get('cmos.filled'), true);
    assert.equal(tree.view.description, '2');
    await become({ '/a': [] });
    assert.equal(contexts.get('cmos.filled'), false);
  });

  it('opens a section by itself that was empty', async () => {
    const sectionOf = (rows: Rows): Row => section({ kind: 'section', label: 's', open: true }, rows);
    const { tree, become } = treeOf({ '/a': [sectionOf([])] });
    const item = async () => tree.getTreeItem((await tree.getChildren())[0]!);
    const [empty, id] = [await item(), (await item()).id];
    assert.equal(empty.description, 'none');
    assert.equal(empty.collapsibleState, vscode.TreeItemCollapsibleState.None);
    await become({ '/a': [sectionOf([row('x')])] });
    const filled = await item();
    assert.equal(filled.description, '1');
    assert.equal(filled.collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    assert.notEqual(filled.id, id, 'the editor remembers by the id that it was closed');
  });

  it('is read by a screen reader as it looks, where it says nothing else', async () => {
    const { tree } = treeOf({ '/a': [row('x', { description: 'y', tooltip: 'long' }), row('z', { spoken: 'zed' })] });
    const rows = await tree.getChildren();
    const spoken = rows.map((each) => tree.getTreeItem(each).accessibilityInformation?.label);
    assert.deepEqual(spoken, ['x, y', 'zed']);
  });
});

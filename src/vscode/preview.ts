/** What a change will do, in the editor's own diff: a side for before, a side for after, for each store. */
import * as vscode from 'vscode';
import type { ChangeSet } from '../core/changes/change-set';
import { rowTexts, fileSides } from '../core/changes/render';

const SCHEME = 'cmos-preview';

interface Shown {
  readonly title: string;
  readonly answer: (applied: boolean) => void;
}

export class Previews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #disposables: vscode.Disposable[];
  #shown: Shown | undefined;
  #closing: Thenable<unknown> = Promise.resolve();
  #count = 0;

  constructor() {
    this.#disposables = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      // Closing it says no.
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some(({ label }) => isOf(label, this.#shown?.title))) this.answer(false);
      }),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Shows a change and waits for the answer: by the message, by the buttons above the diff, or by closing it. */
  async ask(changeSet: ChangeSet): Promise<boolean> {
    this.answer(false);
    // That the last one closes must not answer this one, which may have the same title.
    await this.#closing;
    const number = ++this.#count;
    const title = vscode.l10n.t('Preview: {0}', changeSet.title);
    const sides = [
      ...(changeSet.rows.length === 0 ? [] : [['database.txt', ...rowTexts(changeSet.rows)] as const]),
      ...changeSet.files.map((change) => [change.path.replace(/^(?:\.\.\/)+/, ''), ...fileSides(change)] as const),
    ];
    const resources = sides.map(([name, before, after]) => {
      const uri = (side: string, text: string): vscode.Uri => {
        // One path for both sides: the editor takes two for a file that was renamed.
        const address = vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: `${number}-${side}` });
        this.#texts.set(address.toString(), text);
        return address;
      };
      return [uri('after', after), uri('before', before), uri('after', after)];
    });
    // Before it is shown: whoever is quick may answer while the editor still opens it.
    let own: Shown | undefined;
    const answered = new Promise<boolean>((answer) => {
      this.#shown = own = { title, answer };
    });
    await vscode.commands.executeCommand('setContext', 'cmos.previewing', true);
    await vscode.commands.executeCommand('vscode.changes', title, resources);
    const apply = vscode.l10n.t('Apply');
    const discard = vscode.l10n.t('Discard');
    // What was answered by then is asked no more.
    if (this.#shown === own)
      void vscode.window.showInformationMessage(title, apply, discard).then((chosen) => {
        if (chosen !== undefined && this.#shown === own) this.answer(chosen === apply);
      });
    try {
      return await answered;
    } finally {
      this.#texts.clear();
    }
  }

  /** Answers for the person: a button was pressed, or the preview is gone. */
  answer(applied: boolean): void {
    const shown = this.#shown;
    this.#shown = undefined;
    if (shown === undefined) return;
    void vscode.commands.executeCommand('setContext', 'cmos.previewing', false);
    shown.answer(applied);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    this.#closing = vscode.window.tabGroups.close(tabs.filter(({ label }) => isOf(label, shown.title)));
  }

  dispose(): void {
    this.answer(false);
    for (const each of this.#disposables) each.dispose();
  }
}

/** The editor puts the number of files behind the title of a tab. */
function isOf(label: string, title: string | undefined): boolean {
  return title !== undefined && (label === title || label.startsWith(`${title} (`));
}

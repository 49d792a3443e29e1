import * as vscode from 'vscode';

/** A name to pick, and what it is. */
export interface Named {
  readonly name: string;
  readonly title?: string;
}

/** One of some names, the suggested one first. With `free`, what was typed counts too. */
export function pickName(title: string, placeholder: string, names: readonly Named[], suggested?: string, free = false): Promise<string | undefined> {
  return new Promise((resolve) => {
    const box = vscode.window.createQuickPick();
    const item = ({ name, title: detail }: Named): vscode.QuickPickItem => ({ label: name, ...(detail !== undefined && { description: detail }) });
    const first = names.find(({ name }) => name === suggested);
    const listed = first ? [first, ...names.filter((one) => one !== first)] : suggested !== undefined && free ? [{ name: suggested }, ...names] : names;
    box.title = title;
    box.placeholder = placeholder;
    box.matchOnDescription = true;
    box.items = listed.map(item);
    if (free) {
      box.onDidChangeValue((value) => {
        box.items = value === '' || listed.some(({ name }) => name === value) ? listed.map(item) : [...listed.map(item), { label: value, description: vscode.l10n.t('as typed') }];
      });
    }
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]?.label);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

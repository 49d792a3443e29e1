import * as vscode from 'vscode';
import type { LayoutUnder } from '../../layoutProtocol.js';
import type { Configurations } from '../../protocol.js';
import { askForConfiguration, configurationItems, separator } from '../configurationItems.js';
import { isKernelTree } from '../kernelTree.js';

interface Choice extends vscode.QuickPickItem {
  /** Asks on where it takes more; undefined once the person went away. */
  readonly under?: () => Promise<LayoutUnder | undefined>;
}

/**
 * Asks what a record is to be laid out under: a configuration of the tree, another tree, a kernel that is bundled.
 * @param besides chosen already, and not offered again
 */
export async function pickUnder(title: string, found: Configurations, bundled: readonly string[], besides?: LayoutUnder): Promise<LayoutUnder | undefined> {
  const known = (under: LayoutUnder) => () => Promise.resolve<LayoutUnder>(under);
  const picked = await vscode.window.showQuickPick<Choice>([
    ...(besides?.from === 'settings' ? [] : [{ label: vscode.l10n.t('As read now'), description: `${found.arch}, ${found.config}`, under: known({ from: 'settings' }) }]),
    ...configurationItems(found).map(({ settings, ...item }): Choice => (item.kind === vscode.QuickPickItemKind.Separator ? item : {
      ...item,
      under: settings ? known({ from: 'tree', ...settings }) : async () => {
        const asked = await askForConfiguration(found.root);
        return asked && { from: 'tree', ...asked };
      },
    })),
    separator(vscode.l10n.t('other kernels')),
    { label: vscode.l10n.t('Another Tree ...'), description: vscode.l10n.t('the top folder of a kernel tree, under the same choice of architecture'), under: () => askForTree(found) },
    ...bundled.filter((kernel) => besides?.from !== 'bundled' || besides.kernel !== kernel).map((kernel): Choice => ({ label: `Linux ${kernel}`, description: vscode.l10n.t('bundled with Pagelens: struct page and its views'), under: known({ from: 'bundled', kernel }) })),
  ], { title, placeHolder: vscode.l10n.t('A configuration, an architecture, another kernel'), matchOnDescription: true });
  return picked?.under?.();
}

async function askForTree({ root }: Configurations): Promise<LayoutUnder | undefined> {
  const [top] = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('The Top of a Kernel Tree'), defaultUri: vscode.Uri.joinPath(vscode.Uri.file(root), '..'), canSelectFiles: false, canSelectFolders: true, openLabel: vscode.l10n.t('Lay Out From Here'),
  }) ?? [];
  if (!top) return undefined;
  if (await isKernelTree(top)) return { from: 'tree', root: top.fsPath, arch: '', config: '' };
  void vscode.window.showErrorMessage(vscode.l10n.t('Pagelens: {0} is no kernel tree: include/linux/mm_types.h is missing.', top.fsPath));
  return undefined;
}

import * as vscode from 'vscode';

/** The file that makes a folder a kernel tree to Pagelens: struct page is declared there. */
const marker = ['include', 'linux', 'mm_types.h'] as const;

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** The file that declares struct page in the kernel tree of that top. */
export function treeMarker(top: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(top, ...marker);
}

/** Whether a folder is the top of a kernel tree. */
export async function isKernelTree(folder: vscode.Uri): Promise<boolean> {
  return exists(treeMarker(folder));
}

/** The kernel tree a file or folder lies in, looking upward; undefined when there is none. */
export async function kernelTreeAbove(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  for (let folder = uri; ; ) {
    if (await isKernelTree(folder)) return folder;
    const parent = vscode.Uri.joinPath(folder, '..');
    if (parent.path === folder.path) return undefined;
    folder = parent;
  }
}

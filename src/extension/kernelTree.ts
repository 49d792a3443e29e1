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

/** Whether a folder is the top of a kernel tree. */
export async function isKernelTree(folder: vscode.Uri): Promise<boolean> {
  return exists(vscode.Uri.joinPath(folder, ...marker));
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

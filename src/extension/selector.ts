import * as vscode from 'vscode';

/** The files that are served: C, and the headers that VS Code takes for C++. */
export const kernelSources = [
  { scheme: 'file', language: 'c' },
  { scheme: 'file', language: 'cpp', pattern: '**/*.h' },
];

export function isKernelSource(document: vscode.TextDocument): boolean {
  return vscode.languages.match(kernelSources, document) > 0;
}

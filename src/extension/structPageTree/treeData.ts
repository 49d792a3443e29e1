import * as vscode from 'vscode';
import { Methods } from '../../protocol.js';
import type { MemberFiles, MemberUses, PageWords, UseFilter } from '../../pageWordsProtocol.js';
import type { AskServer } from '../simulation/sourceMaterial.js';
import { EVERYTHING } from './filter.js';
import { type FileNode, type MemberNode, type Node, treeItem } from './nodes.js';

/** The view's content: asked of the server level by level, when a level is unfolded. */
export class StructPageData implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly told = new vscode.EventEmitter<PageWords | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  /** The words were asked for anew; undefined where no kernel tree is open. */
  readonly onAnswer = this.told.event;
  private readonly ask: AskServer;
  private readonly fileOfTree: () => Promise<vscode.Uri | undefined>;
  private about: { readonly textDocument: { readonly uri: string } } | undefined;
  private kept: UseFilter = EVERYTHING;
  // The first look reads the tree; who stops that is not overruled by the next one.
  private read = true;
  private last: PageWords | undefined;

  /** @param fileOfTree some file of the tree to show; undefined when none is open */
  constructor(ask: AskServer, fileOfTree: () => Promise<vscode.Uri | undefined>) {
    this.ask = ask;
    this.fileOfTree = fileOfTree;
  }

  /** The words as last told. */
  get answer(): PageWords | undefined {
    return this.last;
  }

  get filter(): UseFilter {
    return this.kept;
  }

  set filter(filter: UseFilter) {
    this.kept = filter;
    this.changed.fire();
  }

  /** Asks anew for what is shown. */
  refresh(options: { readonly readTree: boolean } = { readTree: false }): void {
    this.read ||= options.readTree;
    this.changed.fire();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return treeItem(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) return this.words();
    switch (node.kind) {
      case 'word': return node.word.members.map((member) => ({ kind: 'member', member, word: node.word }));
      case 'absent': return node.members.map((member) => ({ kind: 'member', member, word: undefined }));
      case 'member': return this.files(node);
      case 'file': return this.uses(node);
      case 'use': return [];
    }
  }

  dispose(): void {
    this.changed.dispose();
    this.told.dispose();
  }

  private async words(): Promise<Node[]> {
    const file = await this.fileOfTree();
    this.about = file && { textDocument: { uri: file.toString() } };
    const answer = this.about && await this.ask<PageWords | null>(Methods.pageWords, { ...this.about, filter: this.kept, read: this.read });
    this.last = answer ?? undefined;
    this.told.fire(this.last);
    if (!answer) return [];
    this.read = false;
    const words = answer.words.map((word): Node => ({ kind: 'word', word }));
    return answer.absent.length > 0 ? [...words, { kind: 'absent', members: answer.absent }] : words;
  }

  private async files(node: MemberNode): Promise<Node[]> {
    const found = await this.ask<MemberFiles | null>(Methods.memberFiles, this.asked(node));
    return (found?.files ?? []).map((file) => ({ kind: 'file', file, of: node, root: this.last?.tree.root ?? '' }));
  }

  private async uses(node: FileNode): Promise<Node[]> {
    const found = await this.ask<MemberUses | null>(Methods.memberUses, { ...this.asked(node.of), path: node.file.path });
    return (found?.uses ?? []).map((use) => ({ kind: 'use', use, file: node }));
  }

  private asked({ member: { record, member }, word }: MemberNode): object {
    return { ...this.about, filter: this.kept, word: word?.offset ?? null, record, member };
  }
}

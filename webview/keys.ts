import { transportKey, type TransportKey } from './pace.js';

/** Controls that want keys for themselves while they have the focus; jumps to conflicts work from everywhere but fields. */
const buttons = 'button, vscode-checkbox, vscode-button, vscode-toolbar-button';
const lists = '[role="combobox"], vscode-single-select, [role="tablist"]';
const fields = 'input:not([type="range"]), textarea, vscode-textfield';

/** What a key pressed anywhere in the panel means; undefined for keys that a control takes, and for those of the editor. */
export function panelKey(event: KeyboardEvent): TransportKey | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = transportKey(event.key, event.shiftKey);
  const around = event.composedPath().filter((one) => one instanceof Element);
  const within = (selector: string): boolean => around.some((one) => one.matches(selector));
  if (key === undefined || within(fields)) return undefined;
  if (key === 'next-conflict' || key === 'previous-conflict') return key;
  if (within(lists) || (within('input') && key !== 'play')) return undefined;
  return key === 'play' && within(buttons) ? undefined : key;
}

import { transportKey, type TransportKey } from './pace.js';

/** Controls that want keys for themselves while they have the focus; jumps to conflicts work from everywhere but fields. */
const controls = 'button, [role="combobox"], vscode-single-select, vscode-checkbox, vscode-button, vscode-toolbar-button';
const fields = 'input, textarea, vscode-textfield';

/** What a key pressed anywhere in the panel means; undefined for keys that a control takes, and for those of the editor. */
export function panelKey(event: KeyboardEvent): TransportKey | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = transportKey(event.key, event.shiftKey);
  const [target] = event.composedPath();
  if (key === undefined || !(target instanceof Element)) return key;
  if (target.closest(fields)) return undefined;
  const inControl = target.closest(controls) !== null || event.composedPath().some((one) => one instanceof Element && one.matches(controls));
  return inControl && key !== 'next-conflict' && key !== 'previous-conflict' ? undefined : key;
}

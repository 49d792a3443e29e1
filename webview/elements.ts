/** The only file that knows of \@vscode-elements/elements: which of its elements the panel uses, and how they are made. */
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { element, icon } from './dom.js';

/** A button with a picture. `label` is read aloud, `hint` shown on hover. */
export function iconButton(path: string, label: string, hint: string, run: () => void): HTMLElement {
  const button = element('vscode-toolbar-button', { label, title: hint }, [icon(path)]);
  button.addEventListener('click', run);
  return button;
}

/** Replaces a button's picture and names: play becomes pause. */
export function setIconButton(button: HTMLElement, path: string, label: string, hint: string): void {
  button.replaceChildren(icon(path));
  button.setAttribute('label', label);
  button.title = hint;
}

/** A drop-down; `change` gets the chosen value. */
export function select(label: string, options: readonly { readonly value: string; readonly text: string }[], chosen: string, change: (value: string) => void): HTMLElement {
  const list = element('vscode-single-select', { label, 'aria-label': label }, options.map(({ value, text }) =>
    element('vscode-option', value === chosen ? { value, selected: '' } : { value }, [text])));
  list.addEventListener('change', () => { change((list as HTMLElement & { readonly value: string }).value); });
  return list;
}

type Checkbox = HTMLElement & { checked: boolean };

export function checkbox(label: string, hint: string, change: (on: boolean) => void): Checkbox {
  const box = element('vscode-checkbox', { label, title: hint }) as Checkbox;
  box.addEventListener('change', () => { change(box.checked); });
  return box;
}

/** A button with words; `secondary` for what is not the main thing to do. */
export function textButton(text: string, run: () => void, secondary = false): HTMLElement {
  const button = element('vscode-button', secondary ? { secondary: '' } : {}, [text]);
  button.addEventListener('click', run);
  return button;
}

type Field = HTMLElement & { value: string; label: string };

/** Its label is a property, not an attribute. */
function textInput(label: string, attributes: Readonly<Record<string, string>>): Field {
  const field = element('vscode-textfield', attributes) as Field;
  field.label = label;
  return field;
}

export function textField(label: string, value: string, change: (value: string) => void): Field {
  const field = textInput(label, { value });
  field.addEventListener('change', () => { change(field.value); });
  return field;
}

/** An empty field that says in itself what may be typed. */
export function hintedField(label: string, hint: string, change: (value: string) => void): Field {
  const field = textInput(label, { placeholder: hint, title: label });
  field.addEventListener('change', () => { change(field.value); });
  return field;
}

/** A field for a whole number between bounds; what lies outside of them is put to the nearer one. */
export function numberField(label: string, value: number | undefined, { minimum, maximum }: { readonly minimum: number; readonly maximum: number }, change: (value: number) => void): Field {
  const field = textInput(label, { type: 'number', min: String(minimum), max: String(maximum), ...(value !== undefined && { value: String(value) }) });
  field.addEventListener('change', () => {
    const number = Math.trunc(Number(field.value));
    if (field.value === '' || !Number.isFinite(number)) return;
    change(Math.max(minimum, Math.min(maximum, number)));
  });
  return field;
}

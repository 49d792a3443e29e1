import { t } from '@vscode/l10n';
import type { ParameterChange, ParameterInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { checkbox, numberField, select, textButton, textField } from './elements.js';

type Value = ParameterInfo['value'];
/** Stands for "the scenario does not say" in lists. */
const unset = t('(not said)');

/** A form made from the scenario's schema: changed values run the scenario again. */
export class ParametersForm {
  readonly root = element('div', { class: 'table-room parameters' });
  private readonly rerun: (changes: readonly ParameterChange[]) => void;
  private readonly values = new Map<string, Value>();
  private parameters: readonly ParameterInfo[] = [];

  constructor(rerun: (changes: readonly ParameterChange[]) => void) {
    this.rerun = rerun;
  }

  /** `changes`: what has been changed already; the parameters have those values. */
  open(parameters: readonly ParameterInfo[], changes: readonly ParameterChange[]): void {
    this.parameters = parameters;
    this.values.clear();
    for (const { pointer, value } of changes) this.values.set(pointer, value);
    const groups = new Map<string, HTMLElement[]>();
    for (const one of parameters) groups.set(one.group, [...groups.get(one.group) ?? [], this.field(one)]);
    const run = textButton(t('Run with these values'), () => { this.run(); });
    const reset = textButton(t('Reset'), () => { this.rerun([]); }, true);
    this.root.replaceChildren(
      element('div', { class: 'form-line' }, [run, ...(changes.length > 0 ? [reset] : [])]),
      ...[...groups].map(([name, fields]) => element('fieldset', {}, [element('legend', {}, [name]), ...fields])),
    );
  }

  private run(): void {
    this.rerun([...this.values].map(([pointer, value]) => ({ pointer, value })));
  }

  private field(one: ParameterInfo): HTMLElement {
    const { pointer, label, description, value, input } = one;
    const changed = (next: Value): void => { this.values.set(pointer, next); };
    const changedHere = this.values.has(pointer);
    const classes = `field${changedHere ? ' changed' : ''}`;
    switch (input.kind) {
      case 'flag': {
        const box = checkbox(label, description, changed);
        box.checked = value === true;
        return element('div', { class: classes }, [box]);
      }
      case 'choice': {
        const options = [...(input.optional ? [unset] : []), ...input.options].map((text) => ({ value: text, text }));
        return this.labelled(classes, one, select(label, options, value === undefined ? unset : String(value), (next) => { changed(next === unset ? undefined : next); }));
      }
      case 'number': return this.labelled(classes, one, numberField(label, value === undefined ? undefined : Number(value), input, changed));
      case 'text': return this.labelled(classes, one, textField(label, value === undefined ? '' : String(value), (next) => { changed(next === '' ? undefined : next); }));
    }
  }

  private labelled(classes: string, { label, description }: ParameterInfo, control: HTMLElement): HTMLElement {
    return element('div', { class: classes, title: description }, [element('span', { class: 'label', 'aria-hidden': 'true' }, [label]), control]);
  }

  /** How many values differ from the scenario's own. */
  get count(): number {
    return this.parameters.length;
  }
}

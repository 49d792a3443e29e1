/** The forms in which `pagelens check` tells findings. */
import { version } from '../../package.json';
import type { ToldFinding } from '../check/told.js';
import { findingEmacs, findingTerse, findingText, findingTotals } from '../report/findingText.js';
import { rdjsonDiagnostic } from '../report/rdjsonl.js';
import { sarifLog } from '../report/sarif.js';
import type { OptionSpec, OptionValues } from './command.js';
import { UserError } from './errors.js';
import type { Output } from './output.js';

type Form = 'json' | 'terse' | 'emacs' | 'sarif' | 'rdjsonl';
const FORMS: readonly Form[] = ['json', 'terse', 'emacs', 'sarif', 'rdjsonl'];

export const FORM_OPTIONS: Readonly<Record<Exclude<Form, 'json'>, OptionSpec>> = {
  terse: { type: 'boolean', help: 'one line a finding: file:line: SEVERITY: message' },
  emacs: { type: 'boolean', help: 'as compilers print: file:line:col: message, evidence as notes' },
  sarif: { type: 'boolean', help: 'one SARIF 2.1.0 log, within GitHub\'s limits' },
  rdjsonl: { type: 'boolean', help: 'one reviewdog diagnostic a line' },
};

/** @throws UserError when two forms are asked for */
export function formOf(options: OptionValues): Form | undefined {
  const asked = FORMS.filter((form) => options[form]);
  if (asked.length > 1) throw new UserError(`--${asked[0]!} and --${asked[1]!}: one form at a time`);
  return asked[0];
}

/** Nothing is printed when nothing was found, but for the log that is a document of its own. */
export function printFindings(findings: readonly ToldFinding[], form: Form | undefined, output: Output): void {
  switch (form) {
    case 'sarif':
      output.line(JSON.stringify(sarifLog(findings, { version }), undefined, 1));
      return;
    case 'json': for (const finding of findings) output.json(finding); return;
    case 'rdjsonl': for (const finding of findings) output.json(rdjsonDiagnostic(finding)); return;
    case 'terse': for (const finding of findings) output.line(findingTerse(finding)); return;
    case 'emacs': for (const finding of findings) output.line(findingEmacs(finding)); return;
    case undefined:
      for (const finding of findings) output.line(findingText(finding));
      if (findings.length > 0) output.line(findingTotals(findings));
  }
}

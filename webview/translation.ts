/** The editor's language, if it is not English: imported before all else, because other modules name things as they are read. */
import { config } from '@vscode/l10n';

/** What the host has put into the page, as JSON: English text to translation. */
const { texts } = document.body.dataset;
if (texts !== undefined) config({ contents: texts });

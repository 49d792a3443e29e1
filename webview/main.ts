import { t } from '@vscode/l10n';
import './translation.js';
import { App } from './app.js';
import { element } from './dom.js';
import { drawing } from './drawing.js';
import { Host } from './host.js';
import { MatrixView } from './matrixView.js';
import './panel.css';

const host = new Host();
const app = new App(host);
const matrix = new MatrixView(host);
const notice = element('p', { class: 'notice', role: 'status' }, [t('Waiting for the simulator ...')]);

document.body.append(notice);
host.start((message) => {
  switch (message.type) {
    case 'running':
      notice.textContent = t('Simulating: {0}', message.title);
      return;
    case 'failed':
      notice.replaceChildren(
        element('strong', {}, [t('{0} cannot be run', message.title)]),
        element('ul', {}, message.errors.map(({ line, column, message: text }) => element('li', {}, [t('line {0}, column {1}: {2}', line, column, text)]))),
      );
      document.body.replaceChildren(notice);
      return;
    case 'opened':
      if (!app.root.isConnected) document.body.replaceChildren(app.root);
      app.open(message.scenario, message.run, message.frame);
      return;
    case 'placements':
      if (!matrix.root.isConnected) document.body.replaceChildren(matrix.root);
      matrix.show(message);
      return;
    case 'beside': app.compare(message); return;
    case 'draw':
      void drawing(app.mapView, message.format).then((bytes) => { host.tell({ type: 'drawn', format: message.format, bytes }); });
      return;
    default:
      message satisfies never;
  }
});

import { t } from '@vscode/l10n';
import type { MemoryCounts } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { count } from './format.js';
import { directMapText } from './map/stretches.js';

/** Free lists by order, per-CPU lists and direct map: what /proc/buddyinfo and /proc/meminfo would say. */
export class MemoryTable {
  readonly root = element('div', { class: 'table-room' });
  private shown = '';

  show({ zones, directMap }: MemoryCounts): void {
    const key = JSON.stringify([zones, directMap && directMapText(directMap)]);
    if (key === this.shown) return;
    this.shown = key;
    const orders = zones[0]?.free.length ?? 0;
    const head = [t('Zone'), ...Array.from({ length: orders }, (_, order) => String(order)), t('free'), t('per CPU'), t('in use')];
    this.root.replaceChildren(
      element('table', { class: 'plain free-lists' }, [
        element('caption', {}, [t('Free blocks by order')]),
        element('thead', {}, [element('tr', {}, head.map((name, i) => element('th', { scope: 'col', class: i === 0 ? '' : 'number' }, [name])))]),
        element('tbody', {}, zones.map(({ name, free, freePages, pcpPages, pages }) => element('tr', {}, [
          element('th', { scope: 'row' }, [name]), ...[...free, freePages, pcpPages, pages - freePages - pcpPages].map((value) => element('td', { class: value === 0 ? 'number zero' : 'number' }, [count(value)])),
        ]))),
      ]),
      ...(directMap ? [element('p', { class: 'muted' }, [t('Direct map: {0}', directMapText(directMap))])] : []),
    );
  }
}

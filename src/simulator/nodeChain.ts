import type { ValueKind } from '../model/valueKind.js';
import type { ListSites } from './list.js';
import type { NodePlace } from './nodePlace.js';
import { SimulatedFault } from './fault.js';

/** A list of pages by nodes of one kind of place: doubly linked (list_head), with a one-word head (hlist), or singly linked (llist). */
export class NodeChain {
  private readonly place: NodePlace;
  private readonly head: number;
  private readonly sites: ListSites;
  private readonly empty: number;
  private readonly checked = new Set<number>();
  length = 0;

  constructor(place: NodePlace, name: string) {
    const { memory, lists } = place.simulation.machine;
    this.place = place;
    this.head = memory.allocateObject(2 * memory.wordUnits);
    this.sites = lists.sites(place.owner, place.path, `${name}_add`, `${name}_del`);
    const nothing: ValueKind = { kind: 'null' };
    this.empty = memory.sites.intern(place.owner, place.path, nothing, 'INIT_HLIST_NODE');
    if (place.type === 'list_head') lists.init(this.head, lists.sites('list head', '', name).linked);
  }

  /** Adds a page's node; list_head goes to the tail as list_lru_add() does, the others to the front. */
  add(pfn: number): void {
    const { place } = this;
    const { memory, lists } = place.simulation.machine;
    const node = place.unit(pfn);
    if (place.range !== undefined && !this.checked.has(pfn)) {
      this.checked.add(pfn);
      place.simulation.checkClaims(pfn, place.range, place.owner);
    }
    switch (place.type) {
      case 'list_head':
        lists.init(node, this.sites.linked);
        lists.addTail(node, this.head, this.sites);
        break;
      case 'hlist_node': {
        const first = memory.pointedUnit(this.head);
        this.point(node, first, this.sites.linked.next);
        if (first >= 0) memory.setPointer(first + memory.wordUnits, node, 0, this.sites.linked.prev);
        memory.setPointer(node + memory.wordUnits, this.head, 0, this.sites.linked.prev);
        memory.setPointer(this.head, node, 0, this.sites.linked.next);
        break;
      }
      case 'llist_node':
        this.point(node, memory.pointedUnit(this.head), this.sites.linked.next);
        memory.setPointer(this.head, node, 0, this.sites.linked.next);
        break;
    }
    this.length++;
  }

  /** Takes the most recently added page; `leave` says what its node keeps. -1 when the list is empty. */
  takeNewest(leave: 'deleted' | 'init'): number {
    if (this.length === 0) return -1;
    const { place } = this;
    const { memory, lists } = place.simulation.machine;
    const node = place.type === 'list_head' ? lists.prev(this.head) : memory.pointedUnit(this.head);
    const pfn = place.pageOf(node);
    this.remove(pfn, leave);
    return pfn;
  }

  /** Takes the page that has been on the list longest; llist has no way to its end but a walk. */
  takeOldest(leave: 'deleted' | 'init'): number {
    if (this.length === 0) return -1;
    const { place } = this;
    const { memory, lists } = place.simulation.machine;
    let node = place.type === 'list_head' ? lists.next(this.head) : memory.pointedUnit(this.head);
    if (place.type !== 'list_head') {
      // A node put on it twice closes it to a circle.
      let left = this.length;
      for (let next = memory.pointedUnit(node); next >= 0; next = memory.pointedUnit(node)) {
        if (--left <= 0) throw new SimulatedFault('list-corruption', `a list of ${place.owner} has more nodes than were put on it: it runs in a circle`, place.pageOf(node));
        node = next;
      }
    }
    const pfn = place.pageOf(node);
    this.remove(pfn, leave);
    return pfn;
  }

  /** Takes a page from wherever it stands. A singly linked list gives up only its first. */
  remove(pfn: number, leave: 'deleted' | 'init'): void {
    const { place } = this;
    const { memory, lists } = place.simulation.machine;
    const node = place.unit(pfn);
    switch (place.type) {
      case 'list_head':
        if (leave === 'init') lists.removeInit(node, this.sites);
        else lists.remove(node, this.sites);
        break;
      case 'hlist_node': {
        const next = memory.pointedUnit(node);
        const before = memory.pointedUnit(node + memory.wordUnits);
        if (before < 0) throw new SimulatedFault('not-on-a-list', `page ${pfn} is on no list of ${place.owner}`, pfn);
        this.point(before, next, this.sites.linked.next);
        if (next >= 0) memory.setPointer(next + memory.wordUnits, before, 0, this.sites.linked.prev);
        memory.setWord(node, 0, 0, this.empty);
        memory.setWord(node + memory.wordUnits, 0, 0, this.empty);
        break;
      }
      case 'llist_node': {
        if (memory.pointedUnit(this.head) !== node) throw new SimulatedFault('not-on-a-list', `page ${pfn} is not the first of an llist: it cannot be taken out`, pfn);
        this.point(this.head, memory.pointedUnit(node), this.sites.linked.next);
        memory.setWord(node, 0, 0, this.empty);
        break;
      }
    }
    this.length--;
  }

  private point(unit: number, target: number, site: number): void {
    const { memory } = this.place.simulation.machine;
    if (target >= 0) memory.setPointer(unit, target, 0, site);
    else memory.setWord(unit, 0, 0, site);
  }
}

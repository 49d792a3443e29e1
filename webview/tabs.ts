import { element } from './dom.js';

export interface Tab {
  readonly name: string;
  readonly content: HTMLElement;
  /** Called when it comes to the front. */
  readonly shown?: () => void;
}

/** Parts of the page of which one is in front: a tab list as the ARIA practices have it, arrow keys go from tab to tab. */
export class Tabs {
  readonly root: HTMLElement;
  private readonly tabs: readonly Tab[];
  private readonly buttons: readonly HTMLElement[];
  private readonly list = element('div', { role: 'tablist' });
  private front = 0;

  /** `id` names them in the page; `beside`: controls that stand at the end of the line of tabs. */
  constructor(id: string, label: string, tabs: readonly Tab[], beside: readonly HTMLElement[] = []) {
    this.tabs = tabs;
    this.list.setAttribute('aria-label', label);
    this.buttons = tabs.map(({ name }, i) => {
      const button = element('button', { role: 'tab', id: `${id}-tab-${i}`, 'aria-controls': `${id}-panel-${i}` }, [name]);
      button.addEventListener('click', () => { this.show(i); });
      return button;
    });
    this.list.append(...this.buttons);
    this.list.addEventListener('keydown', (event) => { this.keyed(event); });
    tabs.forEach(({ content }, i) => {
      content.setAttribute('role', 'tabpanel');
      // What scrolls and holds no control of its own must be reached by keys all the same.
      if (content.classList.contains('table-room')) content.tabIndex = 0;
      content.id = `${id}-panel-${i}`;
      content.setAttribute('aria-labelledby', `${id}-tab-${i}`);
    });
    this.root = element('section', { class: `tabs ${id}`, 'aria-label': label }, [element('div', { class: 'tab-line' }, [this.list, ...beside]), ...tabs.map(({ content }) => content)]);
    this.show(0);
  }

  /** Whether a tab's content is in front. */
  isFront(content: HTMLElement): boolean {
    return this.tabs[this.front]?.content === content;
  }

  showContent(content: HTMLElement): void {
    this.show(this.tabs.findIndex((tab) => tab.content === content));
  }

  /** Renames a tab: counts stand in its name. */
  rename(content: HTMLElement, name: string): void {
    const button = this.buttons[this.tabs.findIndex((tab) => tab.content === content)];
    if (button && button.textContent !== name) button.textContent = name;
  }

  private show(front: number): void {
    if (front < 0) return;
    this.front = front;
    this.tabs.forEach(({ content }, i) => {
      content.hidden = i !== front;
      this.buttons[i]?.setAttribute('aria-selected', String(i === front));
      this.buttons[i]?.setAttribute('tabindex', i === front ? '0' : '-1');
    });
    this.tabs[front]?.shown?.();
  }

  private keyed(event: KeyboardEvent): void {
    const { length } = this.tabs;
    const to = { ArrowLeft: (this.front + length - 1) % length, ArrowRight: (this.front + 1) % length, Home: 0, End: length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.show(to);
    this.buttons[to]?.focus();
  }
}

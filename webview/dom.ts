/** Small helpers to build the page: everything is made of elements and text, nothing of HTML in strings. */

type Child = Node | string;

/** An element with attributes and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes?: Readonly<Record<string, string>>, children?: readonly Child[]): HTMLElementTagNameMap[Tag];
export function element(tag: string, attributes?: Readonly<Record<string, string>>, children?: readonly Child[]): HTMLElement;
export function element(tag: string, attributes: Readonly<Record<string, string>> = {}, children: readonly Child[] = []): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A name of code that may be broken behind its underscores and slashes, and is not within its words. */
export function breakable(text: string): readonly Child[] {
  return text.split(/(?<=[_/])(?=\w)/).flatMap((part, i) => (i === 0 ? [part] : [element('wbr'), part]));
}

const svg = 'http://www.w3.org/2000/svg';

/** A picture of 16 by 16 in the colour of the text around it. */
export function icon(path: string): SVGElement {
  const picture = document.createElementNS(svg, 'svg');
  picture.setAttribute('viewBox', '0 0 16 16');
  picture.setAttribute('class', 'icon');
  picture.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(svg, 'path');
  shape.setAttribute('d', path);
  picture.append(shape);
  return picture;
}

/** A part of the page with a heading. */
export function section(name: string, heading: readonly Child[], children: readonly Child[]): HTMLElement {
  const id = `heading-${name}`;
  return element('section', { class: name, 'aria-labelledby': id }, [element('h2', { id }, heading), ...children]);
}

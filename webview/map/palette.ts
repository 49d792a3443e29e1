import { colours, type Colour } from './stateColours.js';

/** Colours as the canvas takes them. */
export interface Palette {
  readonly states: Readonly<Record<Colour, string>>;
  /** The same, red first in memory, opaque: one number a pixel. */
  readonly pixels: Readonly<Record<Colour, number>>;
  readonly background: string;
  readonly conflict: string;
  readonly chosen: string;
  /** Between pageblocks. */
  readonly outline: string;
  readonly text: string;
  readonly font: string;
}

/** Reads the style sheet's colours as the present theme makes them, through elements that have its classes. */
export function readPalette(probe: HTMLElement): Palette {
  const colourOf = (name: string): string => {
    probe.className = `colour-${name}`;
    return getComputedStyle(probe).color;
  };
  const states = Object.fromEntries(colours.map((colour) => [colour, colourOf(colour)])) as Record<Colour, string>;
  const background = colourOf('background');
  const style = getComputedStyle(document.body);
  return {
    states, background, conflict: colourOf('conflict'), chosen: colourOf('chosen'), outline: colourOf('outline'), text: colourOf('text'), font: style.fontFamily,
    pixels: Object.fromEntries(colours.map((colour) => [colour, pixelOf(states[colour], background)])) as Record<Colour, number>,
  };
}

/** What a colour comes to over the background, as the four bytes of a pixel in the host's order. */
function pixelOf(colour: string, background: string): number {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d');
  if (!context) return 0;
  context.fillStyle = background;
  context.fillRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0;
}

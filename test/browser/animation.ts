/** An animated picture of a window, made of its screenshots. */
import gifenc, { type Palette } from 'gifenc';
import type { Browser, Page } from 'playwright-core';

// A CommonJS module: its names are on the default export.
const { GIFEncoder, quantize, applyPalette } = gifenc;

/** One colour of the 256 stands for "as in the frame before". */
const COLOURS = 255;

/** Turns a PNG in base64 into pixels; runs in a page, as its text, because tests are compiled without a browser's types. */
const DECODE = `async (png) => {
  const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let bytes = '';
  for (let at = 0; at < data.length; at += 8192) bytes += String.fromCharCode(...data.subarray(at, at + 8192));
  return { width: image.width, height: image.height, pixels: btoa(bytes) };
}`;

interface Decoded {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity; base64. */
  readonly pixels: string;
}

interface Frame {
  readonly rgba: Uint8ClampedArray;
  /** Milliseconds. */
  readonly delay: number;
}

export class Animation {
  private readonly frames: Frame[] = [];
  private readonly page: Page;
  private readonly decoder: Page;
  private size = { width: 0, height: 0 };

  private constructor(page: Page, decoder: Page) {
    this.page = page;
    this.decoder = decoder;
  }

  /** @param browser opens a page beside the window that turns PNGs into pixels */
  static async of(browser: Browser, page: Page): Promise<Animation> {
    return new Animation(page, await browser.newPage());
  }

  /** Takes a picture of the window as it is now, shown for so many milliseconds. */
  async shoot(delay: number): Promise<void> {
    const png = (await this.page.screenshot()).toString('base64');
    const { width, height, pixels } = await this.decoder.evaluate<Decoded>(`(${DECODE})('${png}')`);
    this.size = { width, height };
    this.frames.push({ rgba: new Uint8ClampedArray(Buffer.from(pixels, 'base64')), delay });
  }

  /** The picture as a GIF; what a frame has in common with the one before is not told again. */
  gif(): Uint8Array {
    const { width, height } = this.size;
    const palette = commonPalette(this.frames);
    const encoder = GIFEncoder();
    let before: Uint8Array | undefined;
    for (const { rgba, delay } of this.frames) {
      const index = applyPalette(rgba, palette);
      const changed = before ? index.map((colour, at) => (colour === before![at] ? palette.length : colour)) : index;
      const full: Palette = [...palette, [0, 0, 0]];
      encoder.writeFrame(changed, width, height, { ...(before ? {} : { palette: full }), delay, dispose: 1, ...(before && { transparent: true, transparentIndex: palette.length }) });
      before = index;
    }
    encoder.finish();
    return encoder.bytes();
  }
}

/** The colours of the first and the last frame: the editor's and those of a conflict. */
function commonPalette(frames: readonly Frame[]): Palette {
  const [first, last] = [frames[0]!.rgba, frames.at(-1)!.rgba];
  const both = new Uint8ClampedArray(first.length + last.length);
  both.set(first);
  both.set(last, first.length);
  return quantize(both, COLOURS);
}

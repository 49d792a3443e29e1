/** What animation.ts uses of gifenc, which comes without types. */
declare module 'gifenc' {
  /** Red, green, blue. */
  export type Palette = readonly (readonly [number, number, number])[];
  export interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options: {
      readonly palette?: Palette;
      /** Milliseconds. */
      readonly delay?: number;
      readonly transparent?: boolean;
      readonly transparentIndex?: number;
      /** 1: what this frame leaves out shows the one before. */
      readonly dispose?: number;
    }): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  export function GIFEncoder(): Encoder;
  export function quantize(rgba: Uint8ClampedArray, maxColors: number): Palette;
  export function applyPalette(rgba: Uint8ClampedArray, palette: Palette): Uint8Array;
}

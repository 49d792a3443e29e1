/** Reads many files one after the other into the same memory: a scan of a tree looks at a gigabyte and keeps little of it. */
import { closeSync, openSync, readSync } from 'node:fs';

/** A file that is longer than the reader takes. */
export class TooLong extends Error {}

export class FileBytes {
  readonly #buffer: Buffer;

  /** @param most the longest file it reads, in bytes; memory is touched only as far as files fill it */
  constructor(most: number) {
    this.#buffer = Buffer.allocUnsafeSlow(most + 1);
  }

  /**
   * @returns the file's bytes, which hold until the next call
   * @throws TooLong, or what the system says
   */
  read(path: string): Buffer {
    const file = openSync(path, 'r');
    try {
      let length = 0;
      for (let got = -1; got !== 0 && length < this.#buffer.length; length += got) got = readSync(file, this.#buffer, length, this.#buffer.length - length, null);
      if (length === this.#buffer.length) throw new TooLong();
      return this.#buffer.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }
}

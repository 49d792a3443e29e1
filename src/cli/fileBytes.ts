/** Reads many files one after the other into the same memory: a scan of a tree looks at a gigabyte and keeps little of it. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Files larger than this are not C that anybody wrote; they are told and left out. */
const MAX_BYTES = 24 * 1024 * 1024;

const PIECE = 256 * 1024;

/** A file that is longer than the reader takes. */
export class TooLong extends Error {
  constructor(bytes: number) {
    super(`${Math.round(bytes / 1048576)} MB, larger than ${MAX_BYTES / 1048576} MB: not read`);
  }
}

export class FileBytes {
  /** Memory is touched only as far as files fill it. */
  readonly #buffer = Buffer.allocUnsafeSlow(MAX_BYTES + 1);

  /**
   * @returns the file's bytes, which hold until the next call
   * @throws TooLong, or what the system says
   */
  read(path: string): Buffer {
    const file = openSync(path, 'r');
    try {
      let length = 0, got = 0, asked = 0;
      do {
        // Most files fit the first piece: fewer bytes than asked for are the end of a file, which need not be asked for again.
        asked = Math.min(PIECE, this.#buffer.length - length);
        got = readSync(file, this.#buffer, length, asked, null);
        length += got;
      } while (got === asked && length < this.#buffer.length);
      if (length === this.#buffer.length) throw new TooLong(fstatSync(file).size);
      return this.#buffer.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }
}

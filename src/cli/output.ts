/** Where a command writes: results on stdout, everything said about the work on stderr. */
import { once } from 'node:events';

export class Output {
  readonly #stdout: NodeJS.WritableStream;
  readonly #stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  #pending: string[] = [];
  #size = 0;
  #progressShown = false;

  constructor(stdout: NodeJS.WritableStream = process.stdout, stderr: NodeJS.WritableStream = process.stderr) {
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  line(text: string): void {
    this.#pending.push(text, '\n');
    this.#size += text.length + 1;
  }

  json(value: unknown): void {
    this.line(JSON.stringify(value));
  }

  warn(message: string): void {
    this.#clearProgress();
    this.#stderr.write(`pagelens: ${message}\n`);
  }

  /** A line that overwrites itself on a terminal, and is silent elsewhere. */
  progress(message: string): void {
    if (!this.#stderr.isTTY) return;
    this.#stderr.write(`\r\x1b[K${message}`);
    this.#progressShown = true;
  }

  /** Writes what was gathered; a closed pipe (`| head`) is no error. */
  async flush(): Promise<void> {
    this.#clearProgress();
    if (this.#size === 0) return;
    const text = this.#pending.join('');
    this.#pending = [];
    this.#size = 0;
    if (!this.#stdout.write(text)) await Promise.race([once(this.#stdout, 'drain'), once(this.#stdout, 'close'), once(this.#stdout, 'error')]).catch(() => undefined);
  }

  #clearProgress(): void {
    if (this.#progressShown) this.#stderr.write('\r\x1b[K');
    this.#progressShown = false;
  }
}

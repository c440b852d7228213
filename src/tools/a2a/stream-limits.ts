import { a2aFault } from "./faults.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;

/** What is taken from one response. */
export interface ResponseLimits {
  readonly maxBytes: number;
  /** Levels of nesting of its JSON. */
  readonly maxDepth: number;
}

/**
 * Watches JSON as its bytes come, before anything parses it: parsers and whoever walks their result recurse, and a few
 * kilobytes of brackets would end the process. `perLine`: each line begins anew, as in an event stream.
 */
export class ResponseMeter {
  readonly #limits: ResponseLimits;
  readonly #perLine: boolean;
  #bytes = 0;
  #depth = 0;
  #quoted = false;
  #escaped = false;

  constructor(limits: ResponseLimits, perLine: boolean) {
    this.#limits = limits;
    this.#perLine = perLine;
  }

  /** Throws A2A_TOO_LARGE. */
  take(chunk: Uint8Array): void {
    const { maxBytes, maxDepth } = this.#limits;
    this.#bytes += chunk.length;
    if (this.#bytes > maxBytes) throw a2aFault("A2A_TOO_LARGE", `It sends more than ${maxBytes} bytes.`);
    for (const byte of chunk) {
      if (this.#perLine && byte === NEWLINE) this.#startLine();
      else this.#step(byte);
      if (this.#depth > maxDepth) {
        throw a2aFault("A2A_TOO_LARGE", `It sends JSON that is nested more than ${maxDepth} levels deep.`);
      }
    }
  }

  #startLine(): void {
    this.#depth = 0;
    this.#quoted = false;
    this.#escaped = false;
  }

  #step(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (this.#quoted) {
      if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#quoted = false;
    } else if (byte === QUOTE) this.#quoted = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.#depth += 1;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) this.#depth = Math.max(0, this.#depth - 1);
  }
}

import { JsonDepth } from "../net/json-depth.ts";
import { a2aFault } from "./faults.ts";

/** What is taken from one response. */
export interface ResponseLimits {
  readonly maxBytes: number;
  /** Levels of nesting of its JSON. */
  readonly maxDepth: number;
}

/** Watches the size and the depth of a response as its bytes come. `perLine`: as JsonDepth has it. */
export class ResponseMeter {
  readonly #limits: ResponseLimits;
  readonly #depth: JsonDepth;
  #bytes = 0;

  constructor(limits: ResponseLimits, perLine: boolean) {
    this.#limits = limits;
    this.#depth = new JsonDepth({ perLine });
  }

  /** Throws A2A_TOO_LARGE. */
  take(chunk: Uint8Array): void {
    const { maxBytes, maxDepth } = this.#limits;
    this.#bytes += chunk.length;
    if (this.#bytes > maxBytes) throw a2aFault("A2A_TOO_LARGE", `It sends more than ${maxBytes} bytes.`);
    if (this.#depth.take(chunk) > maxDepth) {
      throw a2aFault("A2A_TOO_LARGE", `It sends JSON that is nested more than ${maxDepth} levels deep.`);
    }
  }
}

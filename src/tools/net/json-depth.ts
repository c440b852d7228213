const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;

/** Where in a JSON text a byte stands. */
const Place = { json: 0, text: 1, escape: 2 } as const;
type Place = (typeof Place)[keyof typeof Place];

/**
 * Measures how deep JSON goes as its bytes come, before anything parses it: parsers and whoever walks their result
 * recurse, and a few kilobytes of brackets would end the process. `perLine`: each line begins anew, as in an event
 * stream.
 */
export class JsonDepth {
  readonly #perLine: boolean;
  #depth = 0;
  #place: Place = Place.json;

  constructor({ perLine = false } = {}) {
    this.#perLine = perLine;
  }

  /** The deepest level in the next chunk. Every byte of every message passes here, so it works on local variables. */
  take(chunk: Uint8Array): number {
    const perLine = this.#perLine;
    let depth = this.#depth;
    let place = this.#place;
    let deepest = depth;
    for (const byte of chunk) {
      if (perLine && byte === NEWLINE) {
        depth = 0;
        place = Place.json;
      } else if (place === Place.escape) place = Place.text;
      else if (place === Place.text) {
        if (byte === BACKSLASH) place = Place.escape;
        else if (byte === QUOTE) place = Place.json;
      } else if (byte === QUOTE) place = Place.text;
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        depth += 1;
        if (depth > deepest) deepest = depth;
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth = Math.max(0, depth - 1);
    }
    this.#depth = depth;
    this.#place = place;
    return deepest;
  }
}

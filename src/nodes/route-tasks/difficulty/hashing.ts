const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** FNV-1a leaves the high bits of short strings alike; this spreads them before they become a slot. */
const SPREAD = 0x9e3779b1;

/** Starts an FNV-1a hash; different salts keep kinds of features apart. */
export function startHash(salt: number): number {
  return Math.imul(FNV_OFFSET ^ salt, FNV_PRIME);
}

/** Adds a code unit, or another hash, to a hash. */
export function extendHash(hash: number, value: number): number {
  return Math.imul(hash ^ value, FNV_PRIME);
}

/** The slot of a hash in a table of 2^bits slots. */
export function slotOf(hash: number, bits: number): number {
  return Math.imul(hash ^ (hash >>> 15), SPREAD) >>> (32 - bits);
}

/** A list of slots that is filled again and again without allocating. */
export class SlotList {
  readonly slots: Int32Array;
  length = 0;
  readonly #bits: number;

  constructor(capacity: number, bits: number) {
    this.slots = new Int32Array(capacity);
    this.#bits = bits;
  }

  /** Adds the slot of a hash; what is beyond the capacity is left out. */
  add(hash: number): void {
    // A typed array ignores writes past its end.
    this.slots[this.length] = slotOf(hash, this.#bits);
    if (this.length < this.slots.length) this.length += 1;
  }
}

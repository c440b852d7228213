/** A seeded source of randomness: the same seed gives the same sequence on every platform. Not for secrets. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number in [0, n). Throws RangeError unless n is a positive integer. */
  int(n: number): number;
  /** One item of the list. Throws RangeError when it is empty. */
  pick<T>(list: readonly T[]): T;
  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(list: readonly T[]): T[];
}

/** Random numbers by mulberry32; of `seed` the low 32 bits count. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (n: number) => {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`int(n) needs a positive integer, not ${n}`);
    return Math.floor(next() * n);
  };
  return {
    next,
    int,
    pick: (list) => list[int(list.length)] as (typeof list)[number],
    shuffle: (list) => {
      const copy = [...list];
      for (let last = copy.length - 1; last > 0; last--) {
        const other = int(last + 1);
        [copy[last], copy[other]] = [copy[other], copy[last]] as [
          (typeof list)[number],
          (typeof list)[number],
        ];
      }
      return copy;
    },
  };
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A 32-bit seed from any parts (FNV-1a over their UTF-8 bytes); `("a", "b")` and `("ab")` differ. */
export function hashSeed(...parts: (string | number)[]): number {
  let hash = FNV_OFFSET;
  // The separator is no part of valid UTF-8, so parts can't run into each other.
  for (const byte of parts.flatMap((part) => [...new TextEncoder().encode(String(part)), 0xff])) {
    hash = Math.imul(hash ^ byte, FNV_PRIME);
  }
  return hash >>> 0;
}

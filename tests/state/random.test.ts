import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, hashSeed } from "../../src/state/random.ts";

const seeds = fc.integer({ min: 0, max: 0xffffffff });

describe("createRandom", () => {
  it("repeats itself for the same seed and only for that", () => {
    const draw = (seed: number) => Array.from({ length: 8 }, createRandom(seed).next);
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
  });

  it("keeps its known sequence, on which stored seeds rely", () => {
    const { int } = createRandom(1);
    expect(Array.from({ length: 4 }, () => int(1000))).toEqual([627, 2, 527, 981]);
  });

  it("stays within bounds", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 10_000 }), (seed, n) => {
        const random = createRandom(seed);
        const value = random.next();
        const whole = random.int(n);
        return value >= 0 && value < 1 && Number.isInteger(whole) && whole >= 0 && whole < n;
      }),
    );
  });

  it("shuffles without loss, into a copy", () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer()), (seed, list) => {
        const before = [...list];
        const shuffled = createRandom(seed).shuffle(list);
        expect(list).toEqual(before);
        expect([...shuffled].sort()).toEqual([...list].sort());
      }),
    );
  });

  it("is close to uniform", () => {
    const random = createRandom(8);
    const fair = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 20_000; draw++) {
      const at = random.int(10);
      fair[at] = (fair[at] ?? 0) + 1;
    }
    for (const count of fair) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses int(%d)", (n) => {
    expect(() => createRandom(1).int(n)).toThrow(RangeError);
  });

  it("refuses to pick from nothing", () => {
    expect(() => createRandom(1).pick([])).toThrow(RangeError);
  });
});

describe("hashSeed", () => {
  it("gives 32 bits, the same for the same parts", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.integer())), (parts) => {
        const hash = hashSeed(...parts);
        return hash === hashSeed(...parts) && Number.isInteger(hash) && hash >= 0 && hash <= 0xffffffff;
      }),
    );
  });

  it("keeps parts apart", () => {
    expect(hashSeed("a", "b")).not.toBe(hashSeed("ab"));
    expect(hashSeed("a", "")).not.toBe(hashSeed("a"));
    expect(hashSeed("idea", 1)).not.toBe(hashSeed("idea", 2));
  });

  it("starts from the offset basis of FNV-1a", () => {
    expect(hashSeed()).toBe(0x811c9dc5);
  });
});

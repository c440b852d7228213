import { describe, expect, it } from "vitest";
import { PumpedStream } from "../../../src/server/a2a/pumped-stream.ts";

async function* counting(to: number, seen: number[] = []) {
  for (let at = 1; at <= to; at += 1) {
    await Promise.resolve();
    seen.push(at);
    yield at;
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

describe("a pumped stream", () => {
  it("gives everything in order, however late it is read", async () => {
    const stream = new PumpedStream(counting(5), () => {});
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await all(stream)).toEqual([1, 2, 3, 4, 5]);
  });

  it("reads its source to the end when its reader goes away", async () => {
    const seen: number[] = [];
    let done = false;
    const stream = new PumpedStream(counting(5, seen), () => {
      done = true;
    });
    for await (const item of stream) if (item === 2) break;
    await expect.poll(() => done).toBe(true);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it("lets its reader go when that is gone, though nothing comes", async () => {
    let release = () => {};
    let done = false;
    async function* waiting() {
      yield 1;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      yield 2;
    }
    const gone = new AbortController();
    const stream = new PumpedStream(waiting(), () => (done = true), gone.signal);
    const reading = all(stream);
    await new Promise((resolve) => setTimeout(resolve, 5));
    gone.abort();
    expect(await reading).toEqual([1]);
    expect(done).toBe(false);
    release();
    await expect.poll(() => done).toBe(true);
    expect(await all(new PumpedStream(counting(3), () => {}, gone.signal))).toEqual([]);
  });

  it("throws what its source throws, after what came before it", async () => {
    async function* failing() {
      yield 1;
      throw new Error("no more");
    }
    const stream = new PumpedStream(failing(), () => {});
    const taken: number[] = [];
    await expect(
      (async () => {
        for await (const item of stream) taken.push(item);
      })(),
    ).rejects.toThrow("no more");
    expect(taken).toEqual([1]);
  });
});

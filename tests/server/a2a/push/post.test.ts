import type { lookup } from "node:dns";
import { describe, expect, it } from "vitest";
import { checkedLookup } from "../../../../src/server/a2a/push/post.ts";

type Answer = readonly { address: string; family: number }[];

/** What a connection gets of a name that leads to the given addresses. */
function lookedUp(addresses: Answer, loopback: boolean, all: boolean): Promise<unknown> {
  const resolve = ((_name: string, _options: unknown, callback: (error: null, found: Answer) => void) =>
    callback(null, addresses)) as unknown as typeof lookup;
  return new Promise((done) => {
    checkedLookup({ loopback }, resolve)("name.example.com", { all }, (error, address) =>
      done(error ? error.code : address),
    );
  });
}

const PUBLIC = { address: "93.184.216.34", family: 4 };
const PRIVATE = { address: "10.0.0.1", family: 4 };
const HERE = { address: "127.0.0.1", family: 4 };

describe("the look-up of a callback", () => {
  it("leaves out the addresses that may not be called", async () => {
    expect(await lookedUp([PRIVATE, PUBLIC, HERE], false, true)).toEqual([PUBLIC]);
    expect(await lookedUp([PRIVATE, PUBLIC], false, false)).toBe(PUBLIC.address);
    expect(await lookedUp([HERE], true, false)).toBe(HERE.address);
  });

  it("finds nothing where none is left", async () => {
    expect(await lookedUp([PRIVATE], true, true)).toBe("EACCES");
    expect(await lookedUp([HERE], false, true)).toBe("EACCES");
    expect(await lookedUp([], false, true)).toBe("EACCES");
  });
});

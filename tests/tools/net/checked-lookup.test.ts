import type { LookupFunction } from "node:net";
import { describe, expect, it } from "vitest";
import { checkedLookup } from "../../../src/tools/net/checked-lookup.ts";

type Answer = readonly { address: string; family: number }[];

/** What a connection gets of a name that leads to the given addresses, of which those of 10.* are refused. */
function lookedUp(answer: Answer | Error, all: boolean): Promise<unknown> {
  const resolve: LookupFunction = (_host, options, callback) => {
    expect(options.all).toBe(true);
    if (answer instanceof Error) callback(answer, "");
    else callback(null, [...answer]);
  };
  const may = (address: string) => !address.startsWith("10.");
  const refused = (host: string) => new Error(`${host} is refused`);
  return new Promise((done) => {
    checkedLookup({ may, refused }, resolve)("name.example.com", { all }, (error, address) =>
      done(error ? error.message : address),
    );
  });
}

const PUBLIC = { address: "93.184.216.34", family: 4 };
const PRIVATE = { address: "10.0.0.1", family: 4 };

describe("a checked look-up", () => {
  it("gives the addresses of a name when all of them may be reached", async () => {
    expect(await lookedUp([PUBLIC, PUBLIC], true)).toEqual([PUBLIC, PUBLIC]);
    expect(await lookedUp([PUBLIC], false)).toBe(PUBLIC.address);
  });

  it.each([[[PRIVATE]], [[PUBLIC, PRIVATE]], [[]]])("refuses %j", async (addresses) => {
    for (const all of [true, false]) {
      expect(await lookedUp(addresses, all)).toBe("name.example.com is refused");
    }
  });

  it("passes on what resolving itself fails with", async () => {
    expect(await lookedUp(new Error("no such name"), true)).toBe("no such name");
  });

  it("asks the system unless told otherwise", async () => {
    const found = await new Promise((done) => {
      checkedLookup({ may: (address) => address === "127.0.0.1", refused: (host) => new Error(host) })(
        "127.0.0.1",
        { all: false },
        (error, address) => done(error ?? address),
      );
    });
    expect(found).toBe("127.0.0.1");
  });
});

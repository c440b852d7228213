import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Outbox } from "../../../src/stores/memory/outbox.ts";
import { redact } from "../../../src/telemetry/redact.ts";
import { temporaryFolder } from "../../support/services.ts";

const write = (key: string, value: Record<string, unknown> = { key }) => ({ namespace: ["n"], key, value });

function anOutbox(options: { maxEntries?: number; maxBytes?: number } = {}) {
  const folder = join(temporaryFolder(), "home", "outbox");
  return { folder, outbox: new Outbox({ folder, redact, ...options }) };
}

const keysOf = (outbox: Outbox) =>
  outbox.entries(() => {}).map(({ writes }) => writes.map(({ key }) => key).join("+"));

describe("Outbox", () => {
  it("is nothing until it is needed", () => {
    const { folder, outbox } = anOutbox();
    expect(outbox.isEmpty).toBe(true);
    expect(outbox.entries(() => {})).toEqual([]);
    expect(() => statSync(folder)).toThrow();
  });

  it("keeps entries in their order, for this user only, and leaves no temporary files", () => {
    const { folder, outbox } = anOutbox();
    for (let at = 1; at <= 12; at += 1) outbox.add([write(`k${at}`), write("x")]);
    expect(keysOf(outbox)).toEqual(Array.from({ length: 12 }, (_, at) => `k${at + 1}+x`));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(folder)) {
      expect(file).toMatch(/^\d{12}-[0-9a-f]{8}\.json$/);
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    }
  });

  it("goes on counting after entries were removed, also in another process", () => {
    const { folder, outbox } = anOutbox();
    outbox.add([write("a")]);
    outbox.add([write("b")]);
    outbox.remove(outbox.entries(() => {})[0]?.file ?? "");
    new Outbox({ folder, redact }).add([write("c")]);
    expect(keysOf(outbox)).toEqual(["b", "c"]);
    outbox.remove("000000000001-00000000.json");
  });

  it("lets no credential reach the disk", () => {
    const { folder, outbox } = anOutbox();
    const key = ["sk", "proj", "a1b2c3d4e5f6g7h8i9"].join("-");
    outbox.add([write("a", { lesson: `failed with ${key}`, api_key: "plainvalue" })]);
    const text = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    expect(text.join()).not.toContain(key);
    expect(text.join()).not.toContain("plainvalue");
    expect(keysOf(outbox)).toEqual(["a"]);
  });

  it("refuses what is too much, and keeps what it has", () => {
    const { outbox } = anOutbox({ maxEntries: 2, maxBytes: 500 });
    const full = expect.objectContaining({ code: "OUTBOX_FULL" });
    expect(() => outbox.add([write("big", { text: "x".repeat(500) })])).toThrowError(full);
    outbox.add([write("a")]);
    outbox.add([write("b")]);
    expect(() => outbox.add([write("c")])).toThrowError(full);
    expect(keysOf(outbox)).toEqual(["a", "b"]);
  });

  it("puts aside what it can't read, and says so", () => {
    const { folder, outbox } = anOutbox();
    outbox.add([write("good")]);
    writeFileSync(join(folder, "000000000000-aaaaaaaa.json"), "{half");
    writeFileSync(join(folder, "000000000000-bbbbbbbb.json"), '{"version":2,"writes":[]}');
    const rejected: string[] = [];
    expect(outbox.entries((file) => rejected.push(file))).toHaveLength(1);
    expect(rejected).toEqual(["000000000000-aaaaaaaa.json", "000000000000-bbbbbbbb.json"]);
    expect(readFileSync(join(folder, "000000000000-aaaaaaaa.json.rejected"), "utf8")).toBe("{half");
    expect(outbox.entries((file) => rejected.push(file))).toHaveLength(1);
    expect(rejected).toHaveLength(2);
  });

  it("drops what is to be forgotten", () => {
    const { outbox } = anOutbox();
    outbox.add([write("a"), write("b")]);
    outbox.add([write("a")]);
    expect(outbox.drop(({ key }) => key === "a")).toBe(2);
    expect(keysOf(outbox)).toEqual(["b"]);
    expect(outbox.drop(({ key }) => key === "a")).toBe(0);
  });

  it("says with a code that its folder can't be used", () => {
    const parent = temporaryFolder();
    writeFileSync(join(parent, "outbox"), "a file");
    const blocked = new Outbox({ folder: join(parent, "outbox"), redact });
    expect(() => blocked.add([write("a")])).toThrowError(
      expect.objectContaining({ code: "OUTBOX_UNWRITABLE" }),
    );
    if (process.getuid?.() === 0) return;
    const folder = join(parent, "locked");
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    expect(() => new Outbox({ folder, redact }).add([write("a")])).toThrowError(
      expect.objectContaining({ code: "OUTBOX_UNWRITABLE" }),
    );
  });
});

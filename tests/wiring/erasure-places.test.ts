import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { secret } from "../../src/config/secret.ts";
import { personOf } from "../../src/operations/person.ts";
import type { PlaceReport } from "../../src/state/erasure.ts";
import { BLOCK_SOURCES } from "../../src/templates/blocks.ts";
import { erasurePlaces } from "../../src/wiring/erasure-places.ts";
import { filesWith, NAME, placeOf } from "../operations/forget-suite.ts";
import { genesisIn } from "../operations/support.ts";
import { temporaryFolder } from "../support/services.ts";
import { anEvent, anOutbox, HandClock } from "../support/webhooks.ts";

async function look(
  home: string,
  { dryRun = false, mongodbUri = "", name = NAME } = {},
): Promise<PlaceReport[]> {
  const config = { home, mongodbUri: mongodbUri === "" ? undefined : secret(mongodbUri) };
  const reports: PlaceReport[] = [];
  for (const place of erasurePlaces(config, new HandClock())) {
    reports.push(await place.erase(personOf(name), { dryRun, untouched: new Set() }));
  }
  return reports.filter(({ found, left }) => found + left.length > 0);
}

describe("lifecycle events", () => {
  it("lose the person while they wait or are dead, and from the disk; the rest is sent as it was", async () => {
    const home = temporaryFolder();
    const outbox = await anOutbox({ folder: home });
    outbox.add(anEvent("a", 1, { name: `${NAME}'s shop` }));
    outbox.add(anEvent("b", 1, { name: "Quiet shop" }));
    outbox.add(anEvent("c", 1, { name: NAME }));
    // Delivered: its text is no longer kept, but may still be in a free page.
    const claim = outbox.claim();
    if (claim) outbox.settle(claim, { state: "delivered" });
    const dead = outbox.claim();
    if (dead) outbox.settle(dead, { state: "dead", code: "HTTP_400" });
    outbox.add(anEvent("a", 2, { name: NAME }));

    expect(await look(home, { dryRun: true })).toEqual([
      { place: "lifecycle events", found: 2, erased: 0, left: [] },
    ]);
    expect(filesWith(home, "Quackenbush")).not.toEqual([]);
    expect(await look(home)).toEqual([{ place: "lifecycle events", found: 2, erased: 2, left: [] }]);
    expect(filesWith(home, "Quackenbush")).toEqual([]);
    expect(outbox.counts()).toMatchObject({ pending: 2, delivered: 1, dead: 1 });
    const bodies = [outbox.claim(), outbox.claim()].map((one) => JSON.parse(one?.body ?? "{}"));
    expect(bodies.map(({ sequence, data }) => [sequence, data.name])).toEqual(
      expect.arrayContaining([
        [1, "[erased]"],
        [2, "[erased]"],
      ]),
    );
    expect(await look(home)).toEqual([]);
  });

  it("that can't be opened are told of, and keep no other place from being looked at", async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, "webhooks.db"), "no database ".repeat(1_000));
    mkdirSync(join(home, "a2a-orders"));
    writeFileSync(join(home, "a2a-orders", "x.json"), NAME);
    const [events, orders] = await look(home);
    expect(events?.place).toBe("lifecycle events");
    expect(events?.left[0]?.reason).toMatch(/can't be looked into/);
    expect(orders).toMatchObject({ place: "a2a orders", erased: 1 });
  });
});

describe("products", () => {
  it("are left as they are, with their files and what can be done", async () => {
    const home = temporaryFolder();
    const project = join(home, "businesses", "books-1a2b3c4d", "project");
    mkdirSync(project, { recursive: true });
    for (const name of ["a.md", "b.md", "c.md", "d.md"]) writeFileSync(join(project, name), `by ${NAME}`);
    const [report] = await look(home);
    expect(report).toMatchObject({ place: "products", found: 1, erased: 0 });
    expect(report?.left[0]).toEqual({
      what: "businesses/books-1a2b3c4d/project",
      reason: "names them in a.md, b.md, c.md and 1 more, which belong to the product",
      next: expect.stringContaining("genesis takedown 1a2b3c4d --delete-data"),
    });
    expect(readFileSync(join(project, "a.md"), "utf8")).toContain(NAME);
  });
});

describe("the sources that every product has", () => {
  it("name nobody, whatever their examples are; a file that was changed does", async () => {
    const home = temporaryFolder();
    const source = join(BLOCK_SOURCES, "accounts", "accounts.test.tsx");
    const example = /[a-z]+@example\.com/.exec(readFileSync(source, "utf8"))?.[0] ?? "";
    const copy = join(home, "businesses", "books-1a2b3c4d", "project", "accounts.test.tsx");
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(source, copy);
    expect(await look(home, { name: example })).toEqual([]);
    appendFileSync(copy, `// ${example}\n`);
    expect(await look(home, { name: example })).toMatchObject([{ place: "products", found: 1 }]);
  });
});

describe("databases that are not in use", () => {
  it("are told of, since packed records can't be searched", async () => {
    const home = temporaryFolder();
    const aside = "genesis.db.before-restore-2026-01-01T00-00-00-000Z";
    for (const name of [aside, "genesis.db"]) writeFileSync(join(home, name), "");
    expect((await look(home)).flatMap(({ left }) => left.map(({ what }) => what))).toEqual([aside]);
    const [report] = await look(home, { mongodbUri: "mongodb://127.0.0.1/x" });
    expect(report?.left.map(({ what }) => what)).toEqual(["genesis.db", aside]);
    expect(existsSync(join(home, aside))).toBe(true);
  });
});

it("forget is not complete while a place holds the person, and names no one in what it tells", async () => {
  const home = temporaryFolder();
  const folder = join(home, "businesses", "wilhelmina-quackenbush-books-1a2b3c4d");
  mkdirSync(folder, { recursive: true });
  const genesis = await genesisIn({ home });
  const report = await genesis.forget({ person: NAME });
  expect(report.complete).toBe(false);
  expect(placeOf(report, "products").left[0]?.what).toBe("businesses/erased-books-1a2b3c4d");
  expect(JSON.stringify(report)).not.toMatch(/quackenbush/i);
});

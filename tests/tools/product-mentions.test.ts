import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/stores/sqlite/driver.ts";
import { productMentions } from "../../src/tools/product-mentions.ts";
import { temporaryFolder } from "../support/services.ts";

const names = (text: string) => /\bada\b/i.test(text);

/** A home with one business, whose files are the given ones. */
function aHome(files: Readonly<Record<string, string>>, business = "shop-1a2b3c4d") {
  const home = temporaryFolder();
  const folder = join(home, "businesses", business);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { home, folder };
}

describe("productMentions", () => {
  it("tells of each part of a business what names the person, by content and by path", () => {
    const { home } = aHome({
      "artefacts.json": '{"name":"Ada"}',
      "project/src/about.ts": "by Ada",
      "project/src/ada.ts": "",
      "project/src/other.ts": "Canada",
      "releases/1/business.json": "for ADA",
    });
    expect(productMentions(home, names)).toEqual([
      { folder: "businesses/shop-1a2b3c4d", files: ["artefacts.json"], unread: [] },
      { folder: "businesses/shop-1a2b3c4d/project", files: ["src/about.ts", "src/ada.ts"], unread: [] },
      { folder: "businesses/shop-1a2b3c4d/releases", files: ["1/business.json"], unread: [] },
    ]);
  });

  it("passes by reports, packages and links, which are looked after elsewhere", () => {
    const { home, folder } = aHome({
      "reports/1/report.md": "Ada",
      "project/node_modules/x/a.js": "Ada",
      "project/a.ts": "nobody",
    });
    symlinkSync(join(folder, "reports"), join(folder, "project", "link"));
    expect(productMentions(home, names)).toEqual([]);
  });

  it("reads a database cell by cell, where texts of a row stand without a gap in the file", async () => {
    const { home, folder } = aHome({ "project/a.ts": "nobody" });
    const database = await openDatabase(join(folder, "data", "app.db"), { migrated: false });
    database.exec('CREATE TABLE "the ""users""" (id INTEGER, name TEXT, city TEXT)');
    database.run('INSERT INTO "the ""users""" VALUES (1, ?, ?)', "Ada", "Leeds");
    // Still open, and with the row in the write-ahead log alone.
    const [mention, ...others] = productMentions(home, names);
    expect(mention).toEqual({ folder: "businesses/shop-1a2b3c4d/data", files: ["app.db"], unread: [] });
    expect(others).toEqual([]);
    database.run('DELETE FROM "the ""users"""');
    expect(productMentions(home, names)).toEqual([]);
    database.close();
  });

  it("tells of what it can't look into", () => {
    const { home, folder } = aHome({ "data/app.db": "SQLite format 3\0 and no more", "data/big.bin": "x" });
    truncateSync(join(folder, "data", "big.bin"), 70_000_000);
    const [mention] = productMentions(home, names);
    expect(mention?.files).toEqual([]);
    expect(mention?.unread.map(({ file }) => file)).toEqual(["app.db", "big.bin"]);
    expect(mention?.unread[1]?.why).toContain("larger");
  });

  it("tells of a folder that bears the name, and has nothing to do where nothing was built", () => {
    const { home } = aHome({ "a.txt": "nobody" }, "ada-books-1a2b3c4d");
    expect(productMentions(home, names)).toEqual([
      { folder: "businesses/ada-books-1a2b3c4d", files: ["."], unread: [] },
    ]);
    expect(productMentions(temporaryFolder(), names)).toEqual([]);
  });
});

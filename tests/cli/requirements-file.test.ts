import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { readRequirements } from "../../src/cli/requirements-file.ts";
import { temporaryFolder } from "../support/services.ts";

const folder = temporaryFolder();

function file(content: string): string {
  const path = join(folder, "requirements.json");
  writeFileSync(path, content);
  return path;
}

const coded = (code: string, message: RegExp) =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/\w/),
  });

describe("readRequirements", () => {
  it("takes any part of the requirements, verbatim, also after a byte order mark", async () => {
    const given = { name: '🚀 <b>"日本"</b>', mvp_features: ["One"] };
    expect(await readRequirements(file(`\ufeff${JSON.stringify(given)}`))).toEqual(given);
  });

  it("reads standard input, whose chunks may split characters", async () => {
    const bytes = Buffer.from(JSON.stringify({ name: "日本語の店" }));
    const chunks = Readable.from([...bytes].map((byte) => Buffer.from([byte])));
    expect(await readRequirements("-", chunks)).toEqual({ name: "日本語の店" });
  });

  it.each([
    ["{bad", "REQUIREMENTS_INVALID", /is not valid JSON/],
    ["", "REQUIREMENTS_INVALID", /is not valid JSON/],
    ["[]", "REQUIREMENTS_INVALID", /expected object/],
    ['{"colour":"red"}', "REQUIREMENTS_INVALID", /colour/],
    ['{"name":3}', "REQUIREMENTS_INVALID", /at name/],
    [JSON.stringify({ mvp_features: Array(51).fill("f") }), "REQUIREMENTS_INVALID", /at most 50 entries/],
    ["x".repeat(2_000_001), "REQUIREMENTS_INVALID", /larger than 2 MB/],
  ])("refuses %.40s", async (content, code, message) => {
    await expect(readRequirements(file(content))).rejects.toEqual(coded(code, message));
  });

  it("stops reading standard input at the limit", async () => {
    let produced = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          produced += 1;
          yield Buffer.alloc(100_000, " ");
        }
      })(),
    );
    await expect(readRequirements("-", endless)).rejects.toEqual(
      coded("REQUIREMENTS_INVALID", /Standard input is larger than 2 MB/),
    );
    expect(produced).toBeLessThan(50);
  });

  it("says what stands in the way", async () => {
    mkdirSync(join(folder, "sub"), { recursive: true });
    await expect(readRequirements(join(folder, "sub"))).rejects.toEqual(
      coded("REQUIREMENTS_UNREADABLE", /it is a folder/),
    );
    await expect(readRequirements(join(folder, "none.json"))).rejects.toEqual(
      coded("REQUIREMENTS_UNREADABLE", /ENOENT/),
    );
    await expect(readRequirements("/dev/zero")).rejects.toEqual(coded("REQUIREMENTS_INVALID", /larger than/));
  });
});

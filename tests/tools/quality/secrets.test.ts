import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BLOCK_SOURCES, KIT_SOURCES } from "../../../src/templates/blocks.ts";
import { checkSecrets } from "../../../src/tools/quality/secrets.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "genesis-secrets-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function found(files: Record<string, string>, values: string[] = []): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return (await checkSecrets(folder, { values })).map(({ where }) => where);
}

describe("checkSecrets", () => {
  it.each([KIT_SOURCES, BLOCK_SOURCES])("finds none in %s", async (path) => {
    expect(await checkSecrets(path)).toEqual([]);
  });

  it.each([
    ["a key by its shape", `const stripe = "${"sk_test"}_51HxAbCdEfGh1234";`],
    ["a password in a URL", "postgres://app:hunter22@db.acme.io/app"],
    ["a private key", "-----BEGIN PRIVATE KEY-----"],
    ["a long literal", 'const apiKey = "a8f5f167f44f4964e6c998dee827110c";'],
    ["a value in an env file's form", "SESSION_SECRET=9b2c4e6f8a1d3b5c7e9f0a2b"],
  ])("finds %s", async (_name, line) => {
    expect(await found({ "src/x.ts": `one\n${line}\n` })).toEqual(["src/x.ts:2"]);
  });

  it("finds values of the environment, and does not repeat them", async () => {
    await writeFile(join(folder, "README.md"), "Use correct-horse to sign in.");
    const [finding] = await checkSecrets(folder, { values: ["correct-horse", "3000"] });
    expect(finding?.where).toBe("README.md:1");
    expect(finding?.message).not.toContain("correct-horse");
  });

  it("finds files that hold secrets, but not the example of one", async () => {
    expect(await found({ ".env": "", ".env.example": "OWNER_KEY=", "keys/server.pem": "" })).toEqual([
      ".env",
      "keys/server.pem",
    ]);
  });

  it("does not take code about passwords for one", async () => {
    const code = [
      "password: field.password(),",
      "const token = randomBytes(32).toString();",
      'type="password"',
      "token_hash TEXT PRIMARY KEY",
      "http://user:pass@example.com/ and postgres://app:hunter22@localhost/app",
    ];
    expect(await found({ "src/a.ts": code.join("\n") })).toEqual([]);
  });

  it("leaves out what was installed", async () => {
    expect(await found({ "node_modules/x/index.js": "postgres://app:hunter22@db/app" })).toEqual([]);
  });
});

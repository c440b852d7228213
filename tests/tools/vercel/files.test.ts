import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectUpload } from "../../../src/tools/vercel/files.ts";
import { put } from "../../support/products.ts";
import { temporaryFolder } from "../../support/services.ts";

function aProject(files: Record<string, string>): string {
  const project = temporaryFolder();
  for (const [path, text] of Object.entries(files)) put(join(project, path), text);
  return project;
}
const paths = (project: string) => collectUpload(project, []).files.map(({ path }) => path);

describe("what is uploaded", () => {
  it("leaves out what is private, what is made there and what is not needed", () => {
    const project = aProject({
      "src/index.ts": "x",
      "src/a.test.tsx": "x",
      "src/data/kept.ts": "x",
      "public/a/b.css": "x",
      ".env": "x",
      ".env.local": "x",
      "src/.env.production": "x",
      ".env.example": "x",
      "node_modules/hono/index.js": "x",
      "data/app.db": "x",
      "docs/plan.md": "x",
      ".git/config": "x",
      ".vercel/project.json": "x",
      ".gitignore": "x",
    });
    expect(paths(project)).toEqual([
      ".env.example",
      ".gitignore",
      "public/a/b.css",
      "src/data/kept.ts",
      "src/index.ts",
    ]);
  });

  it("does not follow links out of the project", () => {
    const outside = aProject({ "passwords.txt": "x" });
    const project = aProject({ "a.ts": "x" });
    symlinkSync(outside, join(project, "out"));
    symlinkSync(join(outside, "passwords.txt"), join(project, "b.ts"));
    expect(paths(project)).toEqual(["a.ts"]);
  });

  it("is refused when a secret of the product stands in it, without saying the secret", () => {
    const project = aProject({ "src/a.ts": 'const key = "very-secret-value";' });
    const upload = () => collectUpload(project, ["very-secret-value", ""]);
    expect(upload).toThrow(expect.objectContaining({ code: "VERCEL_SECRET_IN_FILES" }));
    expect(upload).toThrow(/src\/a\.ts/);
    expect(upload).not.toThrow(/very-secret-value/);
  });

  it("is refused when it is more than a deployment may have", () => {
    const project = aProject({ "a.ts": "123456", "b.ts": "123456" });
    const limited = (files: number, totalBytes: number) => () =>
      collectUpload(project, [], { files, totalBytes });
    const error = expect.objectContaining({ code: "VERCEL_LIMIT" });
    expect(limited(1, 100)).toThrow(error);
    expect(limited(2, 11)).toThrow(error);
    expect(limited(2, 12)().totalBytes).toBe(12);
  });

  it("has a digest that changes with every path and content, and with nothing else", () => {
    const entry = fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/), fc.string({ maxLength: 20 }));
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ([name]) => name, minLength: 1, maxLength: 5 }),
        (entries) => {
          const project = aProject(Object.fromEntries(entries));
          const { digest } = collectUpload(project, []);
          expect(collectUpload(aProject(Object.fromEntries(entries.toReversed())), []).digest).toBe(digest);
          const [[name, text]] = entries as [[string, string]];
          writeFileSync(join(project, name), `${text}!`);
          expect(collectUpload(project, []).digest).not.toBe(digest);
        },
      ),
      { numRuns: 25 },
    );
  });
});

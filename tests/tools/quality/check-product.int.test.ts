import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KIT_SOURCES } from "../../../src/templates/blocks.ts";
import { checkProduct } from "../../../src/tools/quality/check-product.ts";
import { CHECKS, type Check, type Finding } from "../../../src/tools/quality/finding.ts";
import { type BuiltProduct, buildProduct, type ProductSources } from "../../support/product.ts";

const TIME = { timeout: 120_000 };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "genesis-quality-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
function build(sources: Partial<ProductSources> = {}): Promise<BuiltProduct> {
  count += 1;
  return buildProduct(join(folder, String(count)), { blocks: ["accounts"], ...sources });
}

/** A block with a page of its own that says and does what a test is about. */
function faulty(page: string, routes = ""): Partial<ProductSources> {
  return {
    files: {
      "src/blocks.ts": `
        import { html } from "hono/html";
        import type { Block } from "./kit/index.ts";
        const page: Block = {
          id: "page",
          nav: () => [{ href: "/page", label: "Page" }],
          routes(app) {
            app.get("/page", (c) => c.html(html\`${page}\`));
            ${routes}
          },
        };
        export const blocks: readonly Block[] = [page];`,
    },
  };
}
const whole = (body: string, head = "") =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>${head}</head><body><main><h1>Page</h1>${body}</main></body></html>`;

async function found(sources: Partial<ProductSources>, ...checks: Check[]): Promise<readonly Finding[]> {
  return (await checkProduct({ ...(await build(sources)), checks })).findings;
}

describe("a product of the kit and accounts", () => {
  it("passes every check", TIME, async () => {
    const report = await checkProduct(await build());
    expect(report.findings).toEqual([]);
    expect(report.ran).toEqual([...CHECKS]);
    for (const part of ["types", "tests", "links", "accessibility", "html", "secrets", "total"] as const) {
      expect(report.durations[part], part).toBeGreaterThan(0);
    }
  });
});

describe("each check fails", () => {
  it("links: a broken one", TIME, async () => {
    expect(await found(faulty(whole('<a href="/gone">x</a>')), "links")).toMatchObject([
      { check: "links", severity: "error", where: "GET /gone as visitor" },
    ]);
  });

  it("forms: one that breaks, with the reason", TIME, async () => {
    const body =
      '<form method="post" action="/page"><label>Name <input name="n" required></label><button>Go</button></form>';
    const routes = 'app.post("/page", () => { throw new Error("no such table: page"); });';
    const findings = await found(faulty(whole(body), routes), "forms");
    expect(findings[0]).toMatchObject({ check: "forms", severity: "error" });
    expect(findings[0]?.message).toContain("500: Error: no such table: page");
  });

  it("accessibility: an input without a label", TIME, async () => {
    const findings = await found(faulty(whole('<input name="n">')), "accessibility");
    expect(findings).toMatchObject([
      { check: "accessibility", severity: "error", where: "GET /page as visitor" },
    ]);
  });

  it("html: an element in the wrong place", TIME, async () => {
    const findings = await found(faulty(whole("<p><div>x</div></p>")), "html");
    expect(findings[0]).toMatchObject({ check: "html", where: "GET /page as visitor" });
  });

  it("headers: a page without its policy, a cookie for scripts", TIME, async () => {
    const app = await readFile(join(KIT_SOURCES, "app.tsx"), "utf8");
    const text = app.replace(
      "app.use(secureHeaders(headersFor(product)));",
      'app.use(secureHeaders({ contentSecurityPolicy: undefined })); app.get("/a", (c) => c.text("", 200, { "set-cookie": "a=b" }));',
    );
    const files = { ...faulty(whole('<a href="/a">a</a>')).files, "src/kit/app.tsx": text };
    const findings = await found({ files }, "headers");
    expect(findings.map(({ message }) => message)).toEqual([
      "The content-security-policy has no default-src, object-src, base-uri, form-action, frame-ancestors.",
      "The cookie a is not HttpOnly, SameSite, Secure.",
    ]);
  });

  it("weight: a heavy page, and heavy scripts in the public folder", TIME, async () => {
    const sources = faulty(
      whole(`<p>${"word ".repeat(21_000)}</p>`, '<script src="/assets/big.js"></script>'),
    );
    const built = await build({ files: { ...sources.files, "public/big.js": `"${"x".repeat(60_001)}";` } });
    const { findings } = await checkProduct({ ...built, checks: ["weight", "links"] });
    expect(findings.map(({ check, where }) => [check, where])).toEqual([
      ["weight", "GET /page as visitor"],
      ["weight", "GET /page as visitor"],
    ]);
  });

  it("contrast: a theme too faint to read", TIME, async () => {
    const built = await build();
    const path = join(built.release, "business.json");
    const business = JSON.parse(await readFile(path, "utf8"));
    business.theme.ink = "#9a9a9a";
    await writeFile(path, JSON.stringify(business));
    const { findings } = await checkProduct({ ...built, checks: ["contrast"] });
    expect(findings[0]?.message).toMatch(/--ink #9a9a9a on --bg #ffffff is 2\.\d+:1/);
  });

  it("secrets: the owner's key in a file", TIME, async () => {
    const built = await build({ files: { "docs/notes.md": "Sign in with correct-horse-battery." } });
    await writeFile(join(built.project, "../.env"), "OWNER_KEY=correct-horse-battery\n");
    const { findings } = await checkProduct({ ...built, checks: ["secrets"] });
    expect(findings).toMatchObject([{ check: "secrets", where: "docs/notes.md:1" }]);
  });

  it("types: an error, with its file and line", TIME, async () => {
    const files = { "src/wrong.ts": '/** A number. */\nexport const count: number = "one";\n' };
    expect(await found({ files }, "types")).toEqual([
      {
        check: "types",
        severity: "error",
        where: "src/wrong.ts:2",
        message: "Type 'string' is not assignable to type 'number'.",
      },
    ]);
  });

  it("tests: one that fails, and a file that does not even load", TIME, async () => {
    const files = {
      "src/a.test.ts":
        'import assert from "node:assert/strict";\nimport { test } from "node:test";\ntest("adds up", () => {\n  assert.equal(1 + 1, 3);\n});\n',
      "src/b.test.ts": 'throw new Error("cannot load");\n',
    };
    const findings = await found({ files }, "tests");
    expect(findings).toHaveLength(2);
    expect(findings[0]).toMatchObject({ check: "tests", severity: "error" });
    expect(findings[0]?.message).toMatch(/^adds up: .*2 !== 3/);
    expect(findings[1]?.message).toContain("cannot load");
  });

  it("tests: none at all", TIME, async () => {
    const built = await build({ blocks: [] });
    const files = await readdir(built.project, { recursive: true });
    for (const file of files.filter((name) => name.endsWith(".test.tsx")))
      await rm(join(built.project, file));
    expect((await checkProduct({ ...built, checks: ["tests"] })).findings).toMatchObject([
      { check: "tests", message: "The project has no tests." },
    ]);
  });
});

describe("a check that could not be made", () => {
  it("is an error: the release does not start", TIME, async () => {
    const built = await build();
    await writeFile(join(built.release, "business.json"), '{"half": "written"');
    const { findings } = await checkProduct({ ...built, checks: ["links", "html"] });
    expect(findings).toMatchObject([{ check: "links", severity: "error" }]);
    expect(findings[0]?.message).toContain("could not be checked. SyntaxError");
  });

  it("is an error: it takes too long, or says nothing of use", async () => {
    const built = { project: folder, release: folder };
    const result = { exitCode: null, stdout: "", stderr: "", sandbox: "process" } as const;
    const slow = await checkProduct({
      ...built,
      checks: ["types"],
      run: async () => ({ ...result, timedOut: true }),
    });
    expect(slow.findings[0]?.message).toContain("not done after 120 s");
    const silent = await checkProduct({
      ...built,
      checks: ["types"],
      run: async () => ({ ...result, exitCode: 0, stdout: '{"findings": 3}', timedOut: false }),
    });
    expect(silent.findings).toMatchObject([{ check: "types", severity: "error" }]);
  });

  it("is an error: a syntax error in a test", TIME, async () => {
    const built = await build();
    await writeFile(join(built.project, "src/a.test.ts"), "test(");
    const { findings } = await checkProduct({ ...built, checks: ["tests"] });
    expect(findings[0]?.message).toContain("could not be compiled");
  });
});

import { describe, expect, it } from "vitest";
import { workReport } from "../../../src/server/a2a/work-report.ts";
import { WORK_REPORT_LIMITS } from "../../../src/state/work-order.ts";

const report = (output: Record<string, unknown>, read: (path: string) => string | undefined = () => "text") =>
  workReport({ output, simulated: false }, read);
const artefacts = (...paths: string[]) => paths.map((path) => ({ path, sha256: "0" }));

describe("a work report", () => {
  it("holds the documents that were written, under plain names", () => {
    const output = {
      summary: "Wrote.",
      artefacts: artefacts("docs/help.md", "src/main.ts", "notes.TXT", "a/b c.md"),
    };
    expect(report(output, (path) => `# ${path}`).documents).toEqual([
      { name: "docs-help.md", text: "# docs/help.md" },
      { name: "notes.TXT", text: "# notes.TXT" },
      { name: "a-b_c.md", text: "# a/b c.md" },
    ]);
  });

  it("leaves out what is gone or too large, and stays within its limits", () => {
    const many = Array.from({ length: 30 }, (_, at) => `d${at}.md`);
    const large = "x".repeat(WORK_REPORT_LIMITS.documentBytes + 1);
    expect(report({ summary: "s", artefacts: artefacts(...many) }).documents).toHaveLength(20);
    expect(report({ summary: "s", artefacts: artefacts("a.md") }, () => large).documents).toEqual([]);
    expect(report({ summary: "s", artefacts: artefacts("a.md") }, () => undefined).documents).toEqual([]);
    const { summary, checks } = report({
      summary: "s".repeat(9_000),
      checks: Array(80).fill("c".repeat(900)),
    });
    expect([summary.length, checks.length, checks[0]?.length]).toEqual([4_000, 50, 400]);
  });

  it("reads whatever a worker gives", () => {
    expect(report({})).toMatchObject({
      summary: "It is done.",
      documents: [],
      checks: [],
      deployment_url: null,
    });
    expect(report({ artefacts: [null, 1, { path: 2 }], checks: "none" })).toMatchObject({
      documents: [],
      checks: [],
    });
    expect(report({ summary: "s", preview_url: "http://127.0.0.1:3000" }).deployment_url).toBe(
      "http://127.0.0.1:3000",
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractCapabilities } from "../../../src/nodes/compose-team/extract-capabilities.ts";
import { CAPABILITY_KEYWORDS } from "../../../src/templates/capability-keywords.ts";

function capabilities(features: string[], technologies: string[] = []): string[] {
  return extractCapabilities({ mvp_features: features, tech_stack: technologies }, CAPABILITY_KEYWORDS).map(
    (demand) => demand.capability,
  );
}

describe("extractCapabilities (guide 6.1)", () => {
  it.each<[string, string[], string[], string[]]>([
    ["python", [], ["Python"], ["backend"]],
    ["stripe", [], ["Stripe"], ["payments"]],
    ["react", [], ["React"], ["frontend"]],
    ["llm", ["LLM summaries"], [], ["machine-learning"]],
    ["analytics", ["Analytics"], [], ["analytics"]],
    ["commerce", ["Social commerce"], [], ["payments"]],
    ["a dotted name", [], ["Next.js"], ["frontend"]],
    ["a dotted name at the end of a sentence", ["Made with Next.js."], [], ["frontend"]],
    ["a plural", ["Nice charts"], [], ["analytics"]],
    ["several words", ["Intent   detection"], [], ["machine-learning"]],
    ["nothing known", ["Something else"], ["Fortran"], []],
  ])("%s", (_what, features, technologies, expected) => {
    expect(capabilities(features, technologies)).toEqual(expected);
  });

  it.each(["Reactor monitors", "He said mail", "Email", "Mobility", "Apiary", "Paint", "Gogo", "C++ trust"])(
    "finds no other word inside %s",
    (text) => {
      const found = capabilities([text]);
      expect(found).not.toContain("machine-learning");
      expect(found).not.toContain("api-design");
      expect(found).not.toContain("backend");
      expect(found).not.toContain("frontend");
    },
  );

  it("says which word in which place asked", () => {
    const demands = extractCapabilities(
      { mvp_features: ["Pay by invoice"], tech_stack: ["Stripe"] },
      CAPABILITY_KEYWORDS,
    );
    expect(demands).toEqual([{ capability: "payments", keyword: "invoice", source: "feature" }]);
  });

  it("is deterministic, names a capability once and never throws", () => {
    const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { maxLength: 10 });
    fc.assert(
      fc.property(texts, texts, (features, technologies) => {
        const found = capabilities(features, technologies);
        expect(new Set(found).size).toBe(found.length);
        expect(capabilities(features, technologies)).toEqual(found);
      }),
    );
  });
});

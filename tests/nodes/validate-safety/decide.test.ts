import { describe, expect, it } from "vitest";
import { decide, type Evidence, scoreOf } from "../../../src/nodes/validate-safety/decide.ts";
import { type PolicyRule, PolicyRuleSchema } from "../../../src/state/policy.ts";
import { SafetyScoreSchema } from "../../../src/state/safety.ts";

const thresholds = { flag: 1, block: 4 };
const rule = (action: PolicyRule["action"], category = "fraud"): PolicyRule =>
  PolicyRuleSchema.parse({
    id: `T-${action.toUpperCase()}-${category.length}`,
    category,
    action,
    reason: "is a test",
    reference: "Tests only.",
    when: { text: ["x"] },
    ...(action === "revise" ? { fix: { add: "Be nice." } } : {}),
  });
const evidence = (parts: Partial<Evidence>): Evidence => ({
  rules: [],
  logit: -5,
  thresholds,
  strict: false,
  trustedWords: false,
  ownWords: false,
  ...parts,
});

describe("decide", () => {
  it.each([
    ["nothing speaks against it", {}, "allow"],
    ["the classifier is in the middle", { logit: 2 }, "escalate"],
    ["the classifier is sure", { logit: 4 }, "block"],
    ["our own words, classifier just above the line", { logit: 2, trustedWords: true }, "allow"],
    ["our own words, classifier well above", { logit: 3, trustedWords: true }, "escalate"],
    ["our own words, classifier sure", { logit: 5, trustedWords: true }, "block"],
    ["nothing but our own words, classifier sure", { logit: 9, ownWords: true }, "allow"],
    [
      "a sign in our own words, which the classifier confirms",
      { rules: [rule("escalate")], logit: 1, ownWords: true },
      "block",
    ],
    ["one sign", { rules: [rule("escalate")] }, "escalate"],
    ["one sign, hardened", { rules: [rule("escalate")], strict: true, logit: -1 }, "block"],
    ["one sign in a calm text, hardened", { rules: [rule("escalate")], strict: true }, "escalate"],
    ["one sign that the classifier confirms", { rules: [rule("escalate")], logit: 1 }, "block"],
    ["two signs of one category", { rules: [rule("escalate"), rule("escalate")] }, "escalate"],
    ["two signs that agree", { rules: [rule("escalate"), rule("escalate", "theft")] }, "block"],
    ["a grave sign", { rules: [rule("block")] }, "block"],
    ["a removable risk", { rules: [rule("revise")] }, "revise"],
    ["a removable risk, hardened", { rules: [rule("revise")], strict: true }, "revise"],
    ["a removable risk beside a sign", { rules: [rule("revise"), rule("escalate")] }, "escalate"],
    ["a removable risk, classifier sure", { rules: [rule("revise")], logit: 9 }, "block"],
  ] as const)("%s", (_what, parts, action) => {
    expect(decide(evidence(parts as Partial<Evidence>))).toBe(action);
  });
});

describe("scoreOf", () => {
  it("rises with every sign and stays between 0 and 1", () => {
    const cases: Evidence[] = [
      evidence({}),
      evidence({ rules: [rule("revise")] }),
      evidence({ rules: [rule("escalate")] }),
      evidence({ rules: [rule("escalate")], logit: 3 }),
      evidence({ rules: [rule("block")], logit: 50 }),
    ];
    const harm = cases.map((one) => SafetyScoreSchema.parse(scoreOf(one, decide(one))).harmfulness);
    expect(harm).toEqual([...harm].sort((a, b) => a - b));
    expect(new Set(harm).size).toBe(harm.length);
  });

  it("names the classifier when it alone speaks", () => {
    const one = evidence({ logit: 2 });
    expect(scoreOf(one, "escalate")).toMatchObject({
      categories: ["general_harm"],
      policy_references: ["CLASSIFIER"],
      detectors: [{ id: "CLASSIFIER", reason: "reads like known requests for harm" }],
    });
  });

  it("counts a lonely sign as the likelier over-refusal", () => {
    const lonely = evidence({ rules: [rule("escalate")] });
    const confirmed = evidence({ rules: [rule("escalate")], logit: 3 });
    expect(scoreOf(lonely, "escalate").over_refusal_risk).toBeGreaterThan(
      scoreOf(confirmed, "block").over_refusal_risk,
    );
    expect(scoreOf(evidence({}), "allow").over_refusal_risk).toBe(0);
  });
});

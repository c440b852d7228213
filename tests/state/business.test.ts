import { describe, expect, it } from "vitest";
import {
  BusinessRequestSchema,
  BusinessRequirementsSchema,
  RequirementsInputSchema,
} from "../../src/state/business.ts";
import { aRequirements } from "../support/requirements.ts";

const accepts = (difference: object) =>
  BusinessRequirementsSchema.safeParse({ ...aRequirements(), ...difference }).success;

describe("BusinessRequirements", () => {
  it.each([
    ["name of 3", { name: "abc" }, true],
    ["name of 2", { name: "ab" }, false],
    ["name of blanks", { name: "     " }, false],
    ["name of 120", { name: "n".repeat(120) }, true],
    ["name of 121", { name: "n".repeat(121) }, false],
    ["name with a line break", { name: "one\ntwo" }, false],
    ["description of 10", { description: "d".repeat(10) }, true],
    ["description of 9", { description: "d".repeat(9) }, false],
    ["description of 5,000", { description: "d".repeat(5_000) }, true],
    ["description of 5,001", { description: "d".repeat(5_001) }, false],
    ["description with line breaks", { description: "first line\nsecond line" }, true],
    ["description with a bell", { description: "first line\u0007 second" }, false],
    ["50 features", { mvp_features: Array(50).fill("one") }, true],
    ["51 features", { mvp_features: Array(51).fill("one") }, false],
    ["no feature", { mvp_features: [] }, false],
    ["an empty feature", { mvp_features: [" "] }, false],
    ["50 technologies", { tech_stack: Array(50).fill("one") }, true],
    ["51 technologies", { tech_stack: Array(51).fill("one") }, false],
    ["a feature with NUL", { mvp_features: ["a\u0000b"] }, false],
    ["an unknown field", { colour: "red" }, false],
  ])("%s", (_what, difference, valid) => {
    expect(accepts(difference)).toBe(valid);
  });

  it("keeps unicode and markup verbatim", () => {
    const name = '  Café <b>日本</b> 🚀 & "co"  ';
    expect(BusinessRequirementsSchema.parse({ ...aRequirements(), name }).name).toBe(name);
  });

  it("takes any part as input (guide 18.2)", () => {
    expect(RequirementsInputSchema.safeParse({}).success).toBe(true);
    expect(RequirementsInputSchema.safeParse({ name: "Acme" }).success).toBe(true);
    expect(RequirementsInputSchema.safeParse({ name: "x" }).success).toBe(false);
  });
});

describe("BusinessRequest", () => {
  it("defaults to an autonomous real run", () => {
    expect(BusinessRequestSchema.parse({ business_type: "saas_tool" })).toEqual({
      business_type: "saas_tool",
      autonomous: true,
      execution_mode: "real",
    });
  });

  it.each([
    ["seed below 0", { seed: -1 }],
    ["fractional seed", { seed: 1.5 }],
    ["unknown mode", { execution_mode: "magic" }],
    ["id that is no UUID", { business_id: "../../etc" }],
    ["unknown field", { bussiness_type: "x" }],
  ])("refuses %s", (_what, difference) => {
    expect(BusinessRequestSchema.safeParse({ business_type: "saas_tool", ...difference }).success).toBe(
      false,
    );
  });
});

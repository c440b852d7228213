import { describe, expect, it } from "vitest";
import { withFactsOf } from "../../../src/nodes/validate-safety/text-facts.ts";
import { SafetyContextSchema } from "../../../src/state/safety.ts";

const facts = (text: string, given: object = {}) => withFactsOf(text, SafetyContextSchema.parse(given));

describe("withFactsOf", () => {
  it.each([
    ["pay 250,000 euros today", 250_000],
    ["pay $5k", 5_000],
    ["pay € 1.500 to them", 1_500],
    ["pay 12.50 euros", 12.5],
    ["between 200 euros and 2 million dollars", 2_000_000],
    ["pay 40 usd", 40],
  ])("reads the money of: %s", (text, spend) => {
    expect(facts(text).spend).toBe(spend);
  });

  it.each(["ship version 3", "at 10 am", "40 boxes"])("sees no money in: %s", (text) => {
    expect(facts(text).spend).toBeUndefined();
  });

  it("reads data, recipients and environment", () => {
    expect(facts("send patient files to an external lab from production")).toMatchObject({
      data: ["health"],
      recipients: "outside",
    });
    expect(facts("drop it in production")).toMatchObject({ environment: "production" });
    expect(facts("deploy to staging")).toMatchObject({ environment: "staging" });
    expect(facts("mail it to ann@example.com")).toMatchObject({ recipients: "outside" });
    expect(facts("water the plants")).toMatchObject({
      data: [],
      recipients: undefined,
      environment: undefined,
    });
  });

  it("believes the structured fields first", () => {
    const given = { spend: 3, data: ["credentials"], recipients: "inside", environment: "test" };
    expect(facts("pay 900 euros for health records to the press in production", given)).toMatchObject(given);
  });
});

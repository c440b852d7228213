import { describe, expect, it } from "vitest";
import { costUsd, modelFor, priceOf, strongestCostUsd, UNKNOWN_MODEL_PRICE } from "../../src/llm/models.ts";

describe("modelFor", () => {
  it("gives each kind of task the model of its tier", () => {
    expect(modelFor("idea")).toBe("gpt-4o");
    expect(modelFor("summary")).toBe("gpt-4o-mini");
  });

  it("takes the tier that routing chose instead of the kind's", () => {
    expect(modelFor("idea", undefined, "economy")).toBe("gpt-4o-mini");
    expect(modelFor("summary", undefined, "premium")).toBe("gpt-4o");
    expect(modelFor("summary", undefined, "standard")).toBe("gpt-4.1-mini");
    expect(modelFor("summary", "mistral", "premium")).toBe("mistral");
  });

  it("lets the override win over every tier", () => {
    expect(modelFor("idea", "mistral")).toBe("mistral");
    expect(modelFor("summary", "mistral")).toBe("mistral");
  });
});

describe("prices", () => {
  it("are per million tokens", () => {
    expect(costUsd("gpt-4o", 1_000_000, 1_000_000)).toBe(12.5);
    expect(costUsd("gpt-4o-mini", 1_000_000, 0)).toBe(0.15);
  });

  it("of the strongest model are what savings are measured against; a named model saves nothing", () => {
    expect(strongestCostUsd(1_000_000, 1_000_000)).toBe(12.5);
    expect(strongestCostUsd(1_000_000, 0, "gpt-4o-mini")).toBe(costUsd("gpt-4o-mini", 1_000_000, 0));
  });

  it("of a dated snapshot are its family's", () => {
    expect(priceOf("gpt-4o-2024-08-06")).toEqual(priceOf("gpt-4o"));
  });

  it.each(["llama-9", "gpt-4o-audio", "constructor"])("of the unknown %s are the ceiling", (model) => {
    expect(priceOf(model)).toBe(UNKNOWN_MODEL_PRICE);
  });

  it("of no known model exceed the ceiling", () => {
    for (const model of ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-5"]) {
      expect(priceOf(model).input).toBeLessThanOrEqual(UNKNOWN_MODEL_PRICE.input);
      expect(priceOf(model).output).toBeLessThanOrEqual(UNKNOWN_MODEL_PRICE.output);
    }
  });
});

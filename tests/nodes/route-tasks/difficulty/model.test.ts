import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DifficultyExample,
  DifficultyModel,
} from "../../../../src/nodes/route-tasks/difficulty/model.ts";
import { GenesisError } from "../../../../src/state/errors.ts";

const SMALL = { bits: 12 };
const hard = (n: number): DifficultyExample => ({
  text: `Evaluate the integral of x to the power ${n}`,
  outcomes: { economy: 0, premium: 1 },
});
const easy = (n: number): DifficultyExample => ({
  text: `Name the capital of the country number ${n}`,
  outcomes: { economy: 1, premium: 1 },
});
const workload = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? hard(n) : easy(n)));

function code(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (GenesisError.isInstance(error)) return error.code;
    throw error;
  }
  return "nothing thrown";
}

describe("DifficultyModel", () => {
  it("judges by length before it has learnt anything: longer is harder, and stronger tiers do better", () => {
    const model = DifficultyModel.cold(SMALL);
    expect(model.gain("short")).toBeLessThan(model.gain("a text that goes on and on ".repeat(20)));
    const { economy, standard, premium } = model.predict("Write the page.");
    expect(economy).toBeLessThan(standard);
    expect(standard).toBeLessThan(premium);
    expect(model.surprise("Write the page.")).toBe(0);
  });

  it.each([
    ["at once", () => DifficultyModel.train(workload, SMALL)],
    [
      "one by one",
      () => {
        const model = DifficultyModel.cold(SMALL);
        for (const example of workload) model.update(example);
        return model;
      },
    ],
  ])("learns %s which texts need the stronger tier", (_how, learn) => {
    const model = learn();
    const [needed, spared] = [model.gain(hard(91).text), model.gain(easy(92).text)];
    expect(needed).toBeGreaterThan(spared + 0.4);
    expect(model.surprise(hard(91).text)).toBeLessThan(-0.15);
    expect(model.predict(easy(92).text).economy).toBeGreaterThan(0.7);
    expect(model.evidence("economy")).toBe(40);
    expect(model.evidence("standard")).toBe(0);
  });

  it("learns the same from the first example either way", () => {
    const online = DifficultyModel.cold(SMALL);
    online.update(hard(1));
    const batch = DifficultyModel.train([hard(1)], SMALL);
    for (const { text } of [hard(1), hard(2), easy(3)]) {
      expect(online.gain(text)).toBeCloseTo(batch.gain(text), 5);
    }
  });

  it("comes close to the exact solution when it learns one by one", () => {
    const online = DifficultyModel.cold(SMALL);
    for (const example of workload) online.update(example);
    const batch = DifficultyModel.train(workload, SMALL);
    for (const { text } of workload) expect(Math.abs(online.gain(text) - batch.gain(text))).toBeLessThan(0.2);
  });

  it("gives an outcome of half the weight less say", () => {
    const [full, half] = [DifficultyModel.cold(SMALL), DifficultyModel.cold(SMALL)];
    full.update(hard(1));
    half.update({ ...hard(1), weight: 0.5 });
    expect(half.predict(hard(1).text).economy).toBeGreaterThan(full.predict(hard(1).text).economy);
    const batch = DifficultyModel.train([{ ...hard(1), weight: 0.5 }], SMALL);
    expect(half.gain(hard(1).text)).toBeCloseTo(batch.gain(hard(1).text), 5);
  });

  it("is deterministic, and the same after JSON and back", () => {
    const [one, two] = [DifficultyModel.train(workload, SMALL), DifficultyModel.train(workload, SMALL)];
    const read = DifficultyModel.parse(JSON.parse(JSON.stringify(one)));
    for (const { text } of workload) {
      expect(two.gain(text)).toBe(one.gain(text));
      expect(read.gain(text)).toBe(one.gain(text));
    }
    one.update(hard(77));
    read.update(hard(77));
    expect(JSON.stringify(read)).toBe(JSON.stringify(one));
  });

  it.each([
    ["another version", { version: 2 }],
    ["a damaged list", { frequencies: "AAAA" }],
    ["a slot outside the table", { slots: Buffer.from(Int32Array.of(1 << 14).buffer).toString("base64") }],
    ["lists of different lengths", { slots: "" }],
    [
      "numbers that are none",
      { frequencies: Buffer.from(Float32Array.of(Number.NaN).buffer).toString("base64") },
    ],
  ])("refuses a stored model with %s", (_what, difference) => {
    const json = { ...DifficultyModel.train(workload, SMALL).toJSON(), ...difference };
    expect(code(() => DifficultyModel.parse(json))).toBe("DIFFICULTY_MODEL_INVALID");
  });

  it("refuses outcomes outside 0 to 1 and weights that are none", () => {
    const model = DifficultyModel.cold(SMALL);
    for (const outcome of [Number.NaN, 2, -1]) {
      expect(code(() => model.update({ text: "a", outcomes: { economy: outcome } }))).toBe(
        "DIFFICULTY_EXAMPLE_INVALID",
      );
    }
    expect(code(() => DifficultyModel.train([{ text: "a", outcomes: {}, weight: 0 }]))).toBe(
      "DIFFICULTY_EXAMPLE_INVALID",
    );
  });

  it("takes any text: empty, of 100,000 characters, of any alphabet", () => {
    const model = DifficultyModel.train(workload, SMALL);
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constantFrom("", "\n".repeat(100_000), "x".repeat(100_000), "A. ".repeat(33_000), "配送を追跡する"),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { economy, standard, premium } = model.predict(text);
        for (const value of [economy, standard, premium]) {
          expect(value).toBeGreaterThan(0);
          expect(value).toBeLessThan(1);
        }
        expect(Number.isFinite(model.gain(text))).toBe(true);
        expect(model.gain(text)).toBe(model.gain(text));
      }),
      { numRuns: 60 },
    );
  });

  it("keeps its figures finite whatever it is taught", () => {
    const example = fc.record({
      text: fc.string({ maxLength: 60 }),
      outcomes: fc.record({
        economy: fc.double({ min: 0, max: 1, noNaN: true }),
        premium: fc.constantFrom(0, 1),
      }),
    });
    fc.assert(
      fc.property(fc.array(example, { maxLength: 20 }), (examples) => {
        const model = DifficultyModel.train(examples, { bits: 8 });
        for (const next of examples) model.update(next);
        expect(Number.isFinite(model.gain("anything at all"))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

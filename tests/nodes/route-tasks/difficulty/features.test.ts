import { describe, expect, it } from "vitest";
import { FeatureReader, MAX_READ, weigh } from "../../../../src/nodes/route-tasks/difficulty/features.ts";
import { LengthScale } from "../../../../src/nodes/route-tasks/difficulty/length-scale.ts";

const BITS = 16;
const reader = FeatureReader.of(BITS);
const ones = new Float32Array(2 ** BITS).fill(1);
const vector = (text: string) => weigh(reader.read(text), ones);

function similarity(a: string, b: string): number {
  const [one, two] = [vector(a), vector(b)];
  const values = new Map([...one.slots].map((slot, index) => [slot, one.values[index] ?? 0]));
  return [...two.slots].reduce(
    (sum, slot, index) => sum + (values.get(slot) ?? 0) * (two.values[index] ?? 0),
    0,
  );
}

describe("FeatureReader", () => {
  it("gives texts vectors of length 1", () => {
    for (const text of ["Build the sign-in page.", "ab = 3 + 4", "Ünïcödé wörds"]) {
      const length = Math.hypot(...vector(text).values);
      expect(length).toBeCloseTo(1, 6);
    }
    expect(Math.hypot(...vector("").values)).toBeCloseTo(Math.sqrt(0.1), 6);
  });

  it("finds texts alike that share words, words that share beginnings, and case alike", () => {
    const text = "Integrate the payment provider";
    expect(similarity(text, "Integration of payment providers")).toBeGreaterThan(
      similarity(text, "Write headlines for a landing page"),
    );
    const capitals = similarity(text, text.toUpperCase());
    expect(capitals).toBeGreaterThan(0.9);
    // Only the structure, which counts capitals, tells them apart.
    expect(capitals).toBeLessThan(1);
  });

  it("counts repetitions and keeps order out of single words but in pairs", () => {
    expect(similarity("a dog bites a man", "a man bites a dog")).toBeGreaterThan(0.5);
    expect(similarity("a dog bites a man", "a man bites a dog")).toBeLessThan(0.999);
    const { counts, size } = reader.read("again again again");
    expect(Math.max(...counts.slice(0, size))).toBe(3);
  });

  it("reads numbers by value as words and by length as beginnings", () => {
    expect(similarity("sum 123 and 456", "sum 789 and 234")).toBeGreaterThan(
      similarity("sum 123 and 456", "sum 7 and 2"),
    );
  });

  it("leaves no trace of one text in the next", () => {
    const before = vector("Write the help page.");
    reader.read("Something entirely different, and longer, with 12 numbers.");
    expect(vector("Write the help page.")).toEqual(before);
  });

  it("reads words of the first characters only, and the structure of all of them", () => {
    const long = "word ".repeat(MAX_READ);
    const first = weigh(reader.read(long), ones);
    const other = weigh(reader.read(`${long}unread`), ones);
    expect(other.slots.length).toBe(first.slots.length);
  });

  it("sees options, questions and digits in the structure", () => {
    const plain = "Which is right";
    expect(similarity(plain, `${plain}\nA. one\nB. two`)).toBeLessThan(similarity(plain, `${plain} `));
  });
});

describe("LengthScale", () => {
  it("measures length against the workload it has seen", () => {
    const scale = new LengthScale();
    const before = scale.deviations(2_000);
    for (let index = 0; index < 200; index += 1) scale.add(1_500 + index * 5);
    expect(before).toBeGreaterThan(2);
    expect(scale.deviations(2_000)).toBeLessThan(1);
    expect(scale.deviations(2_000)).toBeGreaterThan(scale.deviations(1_000));
    expect(scale.documents).toBe(200);
  });

  it("does not divide by zero when all texts are equally long", () => {
    const scale = new LengthScale();
    for (let index = 0; index < 1_000; index += 1) scale.add(50);
    expect(Number.isFinite(scale.deviations(51))).toBe(true);
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleOf } from "./charts.tsx";

const ticksOf = (...values: number[]) =>
  scaleOf(values.map((value) => ({ label: "x", value }))).ticks.map(Number);

test("an axis has whole figures when what is counted is whole", () => {
  assert.deepEqual(ticksOf(0, 1), [0, 1]);
  assert.deepEqual(ticksOf(0, 0), [0, 1]);
  assert.deepEqual(ticksOf(0, 2), [0, 1, 2]);
  assert.ok(ticksOf(0, 0.5).some((tick) => !Number.isInteger(tick)));
});

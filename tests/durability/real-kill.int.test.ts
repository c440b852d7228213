import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  describeRealPoint,
  killReal,
  type Product,
  SHORT_REAL_POINTS,
  survivedReal,
  undisturbedProduct,
} from "./real-matrix.ts";

// Counts processes by /proc.
describe.runIf(existsSync("/proc/self/cmdline"))(
  "a process killed while it makes a product",
  { timeout: 120_000 },
  () => {
    let expected: Product;
    beforeAll(async () => {
      expected = await undisturbedProduct();
    }, 60_000);

    it("is compared with a run that succeeds and leaves one product that answers", () => {
      expect(expected.result).toMatchObject({ status: "SUCCESS" });
      expect(expected).toMatchObject({
        releases: [1],
        current: "releases/1",
        processes: 1,
        state: "running",
        answers: true,
      });
      expect(expected.files.length).toBeGreaterThan(30);
      expect(expected.files.filter((file) => /damaged|unknown|tmp/.test(file))).toEqual([]);
    });

    it.each(SHORT_REAL_POINTS.map((point) => [describeRealPoint(point).join(": "), point] as const))(
      "is continued to the same product after a kill at %s",
      async (_name, point) => {
        const outcome = await killReal(point, expected);
        expect({ ...outcome, survived: survivedReal(outcome) }).toEqual({
          point,
          died: true,
          differs: [],
          survived: true,
        });
      },
    );

    it("is seen to differ from another product", async () => {
      const other = { ...expected, releases: [1, 2], files: expected.files.slice(1) };
      const { differs } = await killReal({ at: "task", task: "deploy-product", when: "result" }, other);
      expect(differs).toEqual(["files", "releases"]);
    });
  },
);

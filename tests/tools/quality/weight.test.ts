import { describe, expect, it } from "vitest";
import { checkWeight, WEIGHT_LIMITS } from "../../../src/tools/quality/weight.ts";

describe("checkWeight", () => {
  it("lets a page have exactly what it may", () => {
    expect(checkWeight(WEIGHT_LIMITS, "/")).toEqual([]);
  });

  it.each(["html", "css", "js"] as const)("finds too much %s", (kind) => {
    const found = checkWeight({ ...WEIGHT_LIMITS, [kind]: WEIGHT_LIMITS[kind] + 1 }, "GET /");
    expect(found).toMatchObject([{ check: "weight", severity: "error", where: "GET /" }]);
    expect(found[0]?.message).toContain(String(WEIGHT_LIMITS[kind] + 1));
  });
});

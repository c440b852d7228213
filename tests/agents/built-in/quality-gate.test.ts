import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { qualityGate } from "../../../src/agents/built-in/quality-gate.ts";
import type { Task } from "../../../src/state/task.ts";
import type { QualityReport } from "../../../src/tools/quality/check-product.ts";
import { CHECKS, type Check, errorFinding, type Finding } from "../../../src/tools/quality/finding.ts";
import { Workspace } from "../../../src/tools/workspace.ts";
import { temporaryFolder } from "../../support/services.ts";
import { aTask } from "../../support/tasks.ts";

function setup(findings: readonly Finding[] = []) {
  const home = temporaryFolder();
  const workspace = Workspace.open({
    home,
    businessId: "11111111-2222-4333-8444-555555555555",
    businessName: "Tick",
  });
  const checked: string[] = [];
  const gate = qualityGate(async ({ release }): Promise<QualityReport> => {
    checked.push(release);
    return { findings, ran: CHECKS, durations: { total: 1 } };
  });
  const ask = (task: Partial<Task>, digest = "d1", using = gate) =>
    using(
      { number: 1, folder: `/releases/${digest}`, digest },
      { task: aTask({ task_id: "t", ...task }), workspace, signal: new AbortController().signal },
    );
  return { ask, checked, workspace };
}

const of = (...checks: Check[]) => checks.map((check) => errorFinding(check, "/x", "wrong"));

describe("the quality gate", () => {
  it("checks a release once, however many steps ask, also at once", async () => {
    const { ask, checked } = setup();
    await Promise.all([ask({ task_id: "integration-test" }), ask({ task_id: "review-security" })]);
    await ask({ task_id: "deploy-product" });
    expect(checked).toEqual(["/releases/d1"]);
  });

  it("checks another release anew, and a release whose report is damaged", async () => {
    const { ask, checked, workspace } = setup();
    await ask({});
    await ask({}, "d2");
    writeFileSync(workspace.path("quality.json"), "{");
    await ask({}, "d2");
    expect(checked).toEqual(["/releases/d1", "/releases/d2", "/releases/d2"]);
  });

  it("remembers across processes", async () => {
    const { ask, checked } = setup(of("links"));
    await ask({});
    const later = qualityGate(async () => {
      throw new Error("checked again");
    });
    expect((await ask({}, "d1", later)).findings).toEqual(of("links"));
    expect(checked).toHaveLength(1);
  });

  it("tells each step what is its business, and the deploy step everything", async () => {
    const { ask } = setup(of("tests", "headers", "links"));
    const named = async (task: Partial<Task>) => (await ask(task)).findings.map(({ check }) => check);
    expect(await named({ task_id: "test-feature-2", feature: "Two" })).toEqual(["tests"]);
    expect(await named({ task_id: "review-security" })).toEqual(["headers"]);
    expect(await named({ task_id: "deploy-product" })).toEqual(["tests", "headers", "links"]);
    expect((await ask({ task_id: "review-security" })).ran).toEqual([
      "accessibility",
      "headers",
      "contrast",
      "secrets",
    ]);
  });

  it("asks again when checking failed", async () => {
    const { ask } = setup();
    let times = 0;
    const flaky = qualityGate(async () => {
      times += 1;
      if (times === 1) throw new Error("no memory");
      return { findings: [], ran: CHECKS, durations: {} };
    });
    await expect(ask({}, "d1", flaky)).rejects.toThrow("no memory");
    expect((await ask({}, "d1", flaky)).ran).toEqual(CHECKS);
  });
});

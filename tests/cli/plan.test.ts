import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { parseCommand } from "../../src/cli/command.ts";
import { plan } from "../../src/cli/commands/plan.ts";
import type { Console } from "../../src/cli/output.ts";
import type { PlanCommand } from "../../src/cli/parsers/plan.ts";
import { planDot } from "../../src/cli/plan-dot.ts";
import { type PlanTreeOptions, planTree } from "../../src/cli/plan-tree.ts";
import { TaskGraphSchema } from "../../src/state/task.ts";
import { aPlan } from "../nodes/decompose-tasks/support.ts";
import { runToEnd, temporaryFolder, testGraph } from "../support/services.ts";

let home = "";
beforeEach(() => {
  home = join(temporaryFolder(), "home");
  vi.stubEnv("GENESIS_HOME", home);
});

function parse(...args: string[]) {
  const output = { out: () => undefined, err: () => undefined };
  return parseCommand(args, "1.2.3", output);
}

/** Runs `genesis plan` in process and returns what it writes. */
async function shown(...args: string[]): Promise<string> {
  let out = "";
  const stdout = { write: (text: string) => (out += text) };
  const command = parse("plan", ...args) as PlanCommand;
  expect(await plan(command, { stdout, stderr: stdout } as unknown as Console)).toBe(0);
  return out;
}

const options: PlanTreeOptions = {
  name: "Acme",
  type: "saas_tool",
  seed: 7,
  level: "step",
  width: 80,
  paint: (_style, text) => text,
};

describe("parsing genesis plan", () => {
  it("has all levels and no graph unless told", () => {
    expect(parse("plan", "saas_tool")).toEqual({
      kind: "plan",
      type: "saas_tool",
      features: undefined,
      technologies: undefined,
      requirementsFile: undefined,
      seed: 0,
      level: "step",
      dot: false,
      json: false,
    });
    expect(
      parse("plan", "x", "--feature", "A", "--feature", "B", "--seed", "3", "--level", "phase"),
    ).toMatchObject({
      features: ["A", "B"],
      seed: 3,
      level: "phase",
    });
  });

  it.each([
    [["plan"]],
    [["plan", "x", "--level", "atom"]],
    [["plan", "x", "--dot", "--json"]],
    [["plan", "x", "--seed", "-1"]],
  ])("refuses %j", (args) => {
    expect(parse(...args)).toEqual({ kind: "done", exitCode: 2 });
  });
});

describe("planTree", () => {
  it("draws phases, features and steps with what each waits for", () => {
    expect(planTree(aPlan(), options)).toBe(
      [
        "Acme  saas_tool (seed 7)",
        "8 steps, 14 h of work, at least 8 h with enough hands",
        "",
        "design                  1 h",
        "└─ 1   Do sketch        1 h",
        "build                   9 h",
        "├─ 2   Do make          1 h  after 1",
        "├─ a                    4 h",
        "│  └─ 4   Do build-a    4 h  after 2",
        "└─ b                    4 h",
        "   └─ 5   Do build-b    4 h  after 2",
        "test                    3 h",
        "├─ 3   Do try           1 h  after 2",
        "├─ a                    1 h",
        "│  └─ 6   Do test-a     1 h  after 4",
        "└─ b                    1 h",
        "   └─ 7   Do test-b     1 h  after 5",
        "deploy                  1 h",
        "└─ 8 * Do release       1 h  after 3, 6-7",
        "",
        '* critical: without it the run fails. "after" names the steps a step waits for.',
      ].join("\n"),
    );
  });

  it("stays within its width for any title, and shows no control characters", () => {
    const plan = aPlan();
    const tasks = plan.tasks.map((task) => ({
      ...task,
      title: `${"A very long title ".repeat(9)}\u001b[31m`,
    }));
    const text = planTree({ ...plan, tasks }, { ...options, name: "N".repeat(200) });
    for (const line of text.split("\n").slice(0, -1)) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).not.toContain("\u001b");
    expect(text).toContain("…");
  });

  it("stops at the level asked for", () => {
    const features = planTree(aPlan(), { ...options, level: "feature" });
    expect(features).toContain("├─ a");
    expect(features).not.toContain("Do make");
    const phases = planTree(aPlan(), { ...options, level: "phase" });
    expect(phases).toMatch(/^build +9 h {2}3 steps$/m);
    expect(phases).not.toContain("├─");
  });
});

describe("planDot", () => {
  it("draws every step once in its cluster and every dependency as an edge", () => {
    const plan = aPlan();
    const dot = planDot(plan, 'An "odd" \\ name\nof two lines');
    expect(dot.split("\n")[0]).toBe('digraph "An \\"odd\\" \\\\ name\\nof two lines" {');
    for (const { task_id, depends_on } of plan.tasks) {
      expect(dot.split("\n").filter((line) => line.trim().startsWith(`"${task_id}" [`))).toHaveLength(1);
      for (const id of depends_on) expect(dot).toContain(`"${id}" -> "${task_id}";`);
    }
    expect(dot).toContain('subgraph "cluster_build/feature-1" {');
    expect(dot.split("{").length).toBe(dot.split("}").length);
  });
});

describe("genesis plan", () => {
  it("shows the plan that a run of the same seed has", async () => {
    const json = JSON.parse(await shown("marketplace", "--seed", "5", "--json"));
    const { graph } = await testGraph();
    const { state, result } = await runToEnd(graph, { business_type: "marketplace", seed: 5 });
    expect(json.requirements).toEqual(result.requirements);
    expect(TaskGraphSchema.parse(json.plan)).toEqual(
      (state as unknown as { task_graph: unknown }).task_graph,
    );
  });

  it("keeps nothing", async () => {
    await shown("saas_tool");
    expect(existsSync(home)).toBe(false);
  });

  it("takes features, and is a tree or a graph", async () => {
    expect(await shown("saas_tool", "--feature", "Time travel")).toContain("Test: Time travel");
    expect(await shown("saas_tool", "--level", "feature")).not.toContain("Scaffold");
    expect(await shown("saas_tool", "--feature", "Time travel", "--dot")).toContain('label="Time travel"');
  });

  it("refuses what a run would refuse, with the same code", async () => {
    await expect(shown("nonsense")).rejects.toMatchObject({ code: "UNKNOWN_BUSINESS_TYPE" });
    await expect(shown("saas_tool", "--feature", "")).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    await expect(shown("saas_tool", "--requirements", "/nowhere.json")).rejects.toMatchObject({
      code: "REQUIREMENTS_UNREADABLE",
    });
  });
});

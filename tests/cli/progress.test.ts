import { PassThrough } from "node:stream";
import stringWidth from "string-width";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createProgress, plainLine, renderProgress } from "../../src/cli/progress.ts";
import {
  EMPTY_PROGRESS,
  endProgress,
  foldProgress,
  type ProgressModel,
} from "../../src/cli/progress-model.ts";
import { painter } from "../../src/cli/text.ts";
import type { RunEvent, RunEventBody } from "../../src/state/run-event.ts";

const ID = "1ef07006-28eb-4bc5-9483-dea00c465de4";
const event = (body: RunEventBody): RunEvent =>
  ({ business_id: ID, at: "2026-01-01T00:00:00.000Z", ...body }) as RunEvent;

const started = event({ type: "run.started", business_type: "saas_tool", resumed: false });
const nodeStarted = (node: string) => event({ type: "node.started", node });
const nodeDone = (node: string, summary = "done") =>
  event({ type: "node.completed", node, duration_seconds: 1.25, summary });
const task = (task_id: string, title = `Do ${task_id}`) =>
  event({ type: "task.started", task_id, title, agent_id: "builder", attempt: 1 });
const taskEnd = (task_id: string, status: "completed" | "failed" | "blocked" = "completed") =>
  event({
    type: "task.finished",
    task_id,
    title: `Do ${task_id}`,
    agent_id: "builder",
    status,
    duration_seconds: 1,
    error: status === "completed" ? null : "it broke",
  });

const fold = (...events: RunEvent[]): ProgressModel => events.reduce(foldProgress, EMPTY_PROGRESS);
const render = (model: ProgressModel, columns = 80, rows = 40) =>
  renderProgress(model, painter(false), columns, rows).split("\n");

const executing = [
  started,
  nodeStarted("route-tasks"),
  nodeDone("route-tasks", "3 assignments"),
  event({ type: "plan.ready", task_count: 4 }),
  nodeStarted("execute-tasks"),
  task("one"),
  task("two"),
  taskEnd("one"),
  task("three"),
  taskEnd("three", "failed"),
];

describe("renderProgress", () => {
  it("shows nodes, and beneath the execution what is under way or went wrong", () => {
    expect(render(fold(...executing))).toEqual([
      `creating saas_tool ${ID}`,
      "✓ route-tasks       3 assignments 1.3 s",
      "● execute-tasks",
      "    ▸ Do two builder",
      "    ✗ Do three failed builder",
      "    1 of 4 tasks done",
    ]);
  });

  it("keeps only what went wrong once the execution is over", () => {
    const model = fold(...executing, taskEnd("two"), nodeDone("execute-tasks", "2 of 4 tasks completed"));
    expect(render(model).slice(2)).toEqual([
      "✓ execute-tasks     2 of 4 tasks completed 1.3 s",
      "    ✗ Do three failed builder",
    ]);
  });

  it("says what had stopped when the run was left in the middle", () => {
    expect(render(endProgress(fold(...executing))).slice(2)).toEqual([
      "■ execute-tasks     stopped",
      "    ✗ Do three failed builder",
      "    1 of 4 tasks done",
    ]);
  });

  it("says that a person is waited for, also after the end", () => {
    const model = fold(nodeStarted("await-approval"), event({ type: "approval.requested", requests: [] }));
    expect(render(endProgress(model))).toEqual(["? await-approval    a person has to decide"]);
  });

  it("says which node failed and why", () => {
    const failed = { type: "node.failed", node: "compose-team", duration_seconds: 0.01 } as const;
    const model = fold(nodeStarted("compose-team"), event({ ...failed, error: "nobody", error_code: "X" }));
    expect(render(model)).toEqual(["✗ compose-team      nobody 10 ms"]);
  });

  it("shows the tasks of the latest round only", () => {
    const model = fold(
      ...executing,
      nodeDone("execute-tasks", "1 of 4 tasks completed"),
      event({ type: "plan.ready", task_count: 3 }),
      nodeStarted("execute-tasks"),
      task("again"),
    );
    expect(render(model).slice(2)).toEqual([
      "✓ execute-tasks     1 of 4 tasks completed 1.3 s",
      "● execute-tasks",
      "    ▸ Do again builder",
      "    0 of 3 tasks done",
    ]);
  });

  it("shows eight tasks and counts the others", () => {
    const tasks = Array.from({ length: 11 }, (_, index) => task(`t${index}`));
    const lines = render(fold(nodeStarted("execute-tasks"), ...tasks));
    expect(lines.filter((line) => line.includes("▸"))).toHaveLength(8);
    expect(lines).toContain("    … and 3 more");
  });

  it("fits any terminal, whatever a title holds", () => {
    const model = fold(
      ...executing,
      nodeStarted("generate-idea"),
      nodeDone(
        "generate-idea",
        "日本語の機能がとても長い名前を持っているので切り取る必要があるかもしれません".repeat(3),
      ),
      task("wide", "とても長い名前 👩‍👩‍👧 \u001b[31m\u202e".repeat(20)),
      event({ type: "warning", code: "W", message: "長い警告 ".repeat(40) }),
    );
    for (const columns of [60, 80, 200]) {
      const lines = render(model, columns);
      for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      expect(lines.join("")).not.toMatch(/\u202e/);
    }
  });

  it("leaves out the oldest lines of a run that is higher than the terminal", () => {
    const nodes = Array.from({ length: 30 }, (_, index) => nodeStarted(`node-${index}`));
    const lines = render(fold(started, ...nodes), 80, 12);
    expect(lines.length).toBeLessThan(12);
    expect(lines.at(-1)).toBe("● node-29");
  });
});

describe("plainLine", () => {
  it.each([
    [started, `creating saas_tool ${ID}`],
    [event({ type: "run.started", business_type: "saas_tool", resumed: true }), `resuming saas_tool ${ID}`],
    [nodeDone("intake", "saas_tool"), "intake: saas_tool (1.3 s)"],
    [taskEnd("one"), "  one: completed by builder"],
    [taskEnd("one", "blocked"), "  one: blocked by builder: it broke"],
    [event({ type: "warning", code: "W", message: "a\nb\u001b[0m" }), "warning: a b[0m [W]"],
    [nodeStarted("intake"), undefined],
    [task("one"), undefined],
    [task("integration-test"), "  integration-test: started; checking the product takes a while"],
  ])("%j", (happened, line) => {
    expect(plainLine(happened)).toBe(line);
  });
});

describe("createProgress", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function terminal(isTTY: boolean) {
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 24 });
    let written = "";
    stream.on("data", (chunk: Buffer) => {
      written += chunk.toString();
    });
    return { stream: stream as unknown as NodeJS.WriteStream, written: () => written };
  }

  it("writes plain lines, without escape sequences, where there is no terminal", async () => {
    const { stream, written } = terminal(false);
    const progress = await createProgress(stream);
    for (const happened of executing) progress.show(happened);
    progress.note("stopping");
    progress.end();
    expect(written()).toBe(
      [
        `creating saas_tool ${ID}`,
        "route-tasks: 3 assignments (1.3 s)",
        "  one: completed by builder",
        "  three: failed by builder: it broke",
        "stopping",
        "",
      ].join("\n"),
    );
  });

  it.each([
    [{ GENESIS_LOG_LEVEL: "debug" }, false],
    [{ GENESIS_LOG_LEVEL: "Silent" }, true],
    [{}, true],
  ])("with %j in a terminal, it redraws: %s", async (env, redraws) => {
    const { stream, written } = terminal(true);
    const progress = await createProgress(stream, env);
    for (const happened of executing) progress.show(happened);
    progress.end();
    expect(written().includes("\u001b[")).toBe(redraws);
  });

  it("redraws in a terminal, shows notes until the end, and leaves the final picture", async () => {
    vi.stubEnv("NO_COLOR", "1");
    const { stream, written } = terminal(true);
    const progress = await createProgress(stream);
    for (const happened of executing) progress.show(happened);
    vi.advanceTimersByTime(100);
    expect(written()).toContain("● execute-tasks");
    const before = written().length;
    vi.advanceTimersByTime(1_000);
    expect(written().length, "nothing changed, so nothing is drawn").toBe(before);
    progress.note("stopping at a safe point");
    vi.advanceTimersByTime(100);
    expect(written().slice(before)).toContain("stopping at a safe point");
    const noted = written().length;
    progress.end();
    expect(written().slice(noted)).toContain("■ execute-tasks     stopped");
    expect(written().slice(noted)).not.toContain("stopping at a safe point");
    expect(vi.getTimerCount()).toBe(0);
  });
});

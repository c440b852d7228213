import { InMemoryStore, MemorySaver } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { compileGraph } from "../../src/graph/compile.ts";
import type { TaskWorker } from "../../src/state/agent.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { runToEnd, type TestOptions, testServices } from "../support/services.ts";

type Entry = Record<string, unknown> & { level: string; msg: string };

/** Runs a request and returns what was logged, parsed. */
async function logOf(request: Record<string, unknown>, options: TestOptions = {}, level = "debug") {
  const lines: string[] = [];
  const log = createLogger({ level, destination: { write: (line: string) => void lines.push(line) } });
  const persistence = { checkpointer: new MemorySaver(), store: new InMemoryStore() };
  const graph = compileGraph(await testServices(options), log, persistence);
  const run = await runToEnd(graph, request);
  return { ...run, entries: lines.map((line) => JSON.parse(line) as Entry) };
}

/** Completes everything, but launches nothing. */
const launchesNothing: TaskWorker = {
  kind: "test",
  execute: async () => ({ output: {}, simulated: false }),
};

describe("the log of a run (guide 11.1)", () => {
  it("has an info entry for each step and a debug entry for each task, all with the business's id", async () => {
    const { entries, result, events } = await logOf({ business_type: "saas_tool", seed: 1 });
    for (const entry of entries) {
      expect(entry).toMatchObject({ business_id: result.business_id, node: expect.any(String) });
    }
    const passed = events.flatMap((event) => (event.type === "node.completed" ? [event.node] : []));
    const logged = entries.filter(
      ({ level, duration_seconds }) => level === "info" && duration_seconds !== undefined,
    );
    expect(logged.map(({ node }) => node)).toEqual(passed);
    const tasks = entries.filter(({ level, msg }) => level === "debug" && msg === "task completed");
    expect(tasks.map(({ task }) => task).sort()).toEqual(
      result.task_results.map(({ task_id }) => task_id).sort(),
    );
  });

  it("holds no more than the level asks for", async () => {
    expect((await logOf({ business_type: "saas_tool" }, {}, "warn")).entries).toEqual([]);
    const { entries } = await logOf({ business_type: "saas_tool" }, {}, "info");
    expect(new Set(entries.map(({ level }) => level))).toEqual(new Set(["info"]));
  });

  it.each<[string, Record<string, unknown>, TestOptions, Partial<Entry>]>([
    [
      "a missing deployment URL",
      { business_type: "saas_tool" },
      { workers: { simulated: launchesNothing } },
      { node: "validate-outcome", code: "DEPLOYMENT_URL_MISSING" },
    ],
    [
      "what the safety gate blocks",
      { business_type: "saas_tool", requirements: { description: "We sell the personal data of users." } },
      {},
      { node: "validate-safety" },
    ],
    ["a refused request", { business_type: "nonsense" }, {}, { code: "UNKNOWN_BUSINESS_TYPE" }],
  ])("warns of %s", async (_what, request, options, expected) => {
    const { entries } = await logOf(request, options, "warn");
    expect(entries).toContainEqual(expect.objectContaining({ level: "warn", ...expected }));
  });

  it("keeps the stack of a defect, which the result does not show", async () => {
    const revenue = {
      project: () => {
        throw new TypeError("undefined is not a number");
      },
    };
    const { entries, result } = await logOf({ business_type: "saas_tool" }, { revenue }, "error");
    expect(entries).toEqual([
      expect.objectContaining({
        level: "error",
        node: "project-revenue",
        err: expect.objectContaining({ stack: expect.stringMatching(/TypeError: .*\n\s+at /) }),
      }),
    ]);
    expect(result.metadata.error).toMatchObject({ code: "UNEXPECTED" });
    expect(JSON.stringify(result)).not.toMatch(/\\n\s+at /);
  });

  it("carries no credential that a worker lets slip, nor does the result or an event", async () => {
    const key = ["sk", "proj", "a1b2c3d4e5f6g7h8i9"].join("-");
    const careless: TaskWorker = {
      kind: "test",
      async execute({ task_id }) {
        if (task_id === "announce-launch") throw new Error(`401 for Bearer ${key}`);
        return { output: { note: `used ${key}`, api_key: "plain-value" }, simulated: false };
      },
    };
    const env = { GENESIS_TASK_MAX_ATTEMPTS: "1" };
    const { entries, result, state, events } = await logOf(
      { business_type: "saas_tool" },
      { workers: { simulated: careless }, env },
    );
    expect(result.task_results.some(({ output }) => output.api_key === "[redacted]")).toBe(true);
    const everything = JSON.stringify([entries, result, state, events]);
    expect(everything).not.toContain(key);
    expect(everything).not.toContain("plain-value");
  });
});

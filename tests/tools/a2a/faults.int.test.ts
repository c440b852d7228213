import { afterEach, describe, expect, it } from "vitest";
import { type FakeAgent, type FakeAgentOptions, startFakeAgent } from "../../support/fake-agent.ts";
import { aContext, allowlist, workerOf } from "../../support/remote.ts";
import { aTask } from "../../support/tasks.ts";

const started: FakeAgent[] = [];

async function fake(options: FakeAgentOptions = {}): Promise<FakeAgent> {
  const agent = await startFakeAgent(options);
  started.push(agent);
  return agent;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((agent) => agent.close()));
});

interface Row extends FakeAgentOptions {
  /** Of the first agent; `completed` when it did the task after all. */
  readonly ends: string;
  /** How often the first agent began it. */
  readonly effects: number;
  /** Seconds of silence that are borne: more where much is sent. */
  readonly silence?: number;
}

const ROWS: readonly Row[] = [
  { ends: "completed", effects: 1 },
  { ends: "completed", effects: 1, streaming: false },
  { ends: "completed", effects: 1, takes: 250 },
  // Slower than the silence that is borne: asked how it stands, it says that it works.
  { ends: "completed", effects: 1, takes: 900 },
  { ends: "completed", effects: 1, takes: 900, streaming: false },
  { ends: "A2A_TIMEOUT", effects: 1, work: "forever" },
  { ends: "A2A_TIMEOUT", effects: 0, fault: "hang-before-headers" },
  { ends: "completed", effects: 1, fault: "hang-mid-stream" },
  { ends: "A2A_UNAVAILABLE", effects: 0, fault: "500" },
  { ends: "completed", effects: 1, fault: "500-once" },
  { ends: "completed", effects: 1, fault: "500-after-work" },
  { ends: "A2A_RATE_LIMITED", effects: 0, fault: "429" },
  { ends: "completed", effects: 1, fault: "429-once" },
  { ends: "completed", effects: 1, fault: "cut-before-headers" },
  { ends: "completed", effects: 1, fault: "cut-mid-stream", takes: 50 },
  { ends: "A2A_CUT", effects: 1, fault: "cut-for-good", takes: 50 },
  { ends: "A2A_REDIRECT_REFUSED", effects: 0, fault: "redirect" },
  { ends: "A2A_TOO_LARGE", effects: 0, fault: "oversized", silence: 2 },
  { ends: "A2A_TOO_LARGE", effects: 0, fault: "deep" },
  { ends: "A2A_REPORT_INVALID", effects: 1, fault: "other-task" },
  { ends: "A2A_RESPONSE_INVALID", effects: 0, fault: "not-a2a" },
  { ends: "completed", effects: 1, fault: "wrong-time" },
  { ends: "A2A_REPORT_INVALID", effects: 1, work: "wrong-schema" },
  { ends: "A2A_REPORT_INVALID", effects: 1, work: "two-reports" },
  { ends: "A2A_REPORT_INVALID", effects: 1, work: "nothing" },
  { ends: "completed", effects: 1, work: "text" },
  { ends: "completed", effects: 1, work: "instructions" },
  { ends: "A2A_TASK_FAILED", effects: 1, work: "failed" },
  { ends: "A2A_TASK_REJECTED", effects: 1, work: "rejected" },
  { ends: "A2A_INPUT_REQUIRED", effects: 1, work: "input-required" },
  { ends: "A2A_AUTH_REQUIRED", effects: 1, work: "auth-required" },
  { ends: "A2A_AUTH", effects: 0, token: "another-token-than-ours" },
];

/** Where much is sent, the times are long: a slow machine must not end it before the limit does. */
const entryOf = ({ url }: FakeAgent, { silence }: Row) =>
  silence === undefined ? { url } : { url, idle_timeout_seconds: silence, timeout_seconds: 10 * silence };

const nameOf = ({ ends: _ends, effects: _effects, silence: _silence, ...how }: Row) => JSON.stringify(how);

describe("a remote agent with a fault", () => {
  it.each(ROWS.map((row) => [nameOf(row), row.ends, row] as const))(
    "%s: %s, nothing twice, nothing lost",
    async (_name, ends, row) => {
      const agent = await fake(row);
      const { worker, attempts, builtIn } = workerOf(allowlist([entryOf(agent, row)]));
      const { output } = await worker.execute(aTask({ task_id: "task" }), aContext());
      expect(attempts).toMatchObject([{ agent: `${agent.url}/rpc`, outcome: ends }]);
      expect(agent.effects).toHaveLength(row.effects);
      // The product's part is made here once, whoever wrote the text.
      expect(builtIn.done).toEqual(["task"]);
      expect(output.done_by).toEqual(
        ends === "completed" ? { kind: "a2a", agent: `${agent.url}/rpc` } : { kind: "built-in" },
      );
      expect(output.remote_failures).toEqual(
        ends === "completed" ? undefined : [{ agent: `${agent.url}/rpc`, code: ends }],
      );
    },
  );

  it.each(ROWS.filter(({ ends }) => ends !== "completed").map((row) => [nameOf(row), row] as const))(
    "%s: another agent does it",
    async (_name, row) => {
      const [bad, good] = [await fake(row), await fake()];
      const { worker, attempts } = workerOf(allowlist([entryOf(bad, row), { url: good.url }]));
      const { output } = await worker.execute(aTask({ task_id: "task" }), aContext());
      expect(output).toMatchObject({
        done_by: { kind: "a2a", agent: `${good.url}/rpc` },
        remote_summary: "The remote agent did it.",
        remote_failures: [{ agent: `${bad.url}/rpc`, code: row.ends }],
      });
      expect(attempts.map(({ outcome }) => outcome)).toEqual([row.ends, "completed"]);
      expect([bad.effects.length, good.effects.length]).toEqual([row.effects, 1]);
    },
  );
});

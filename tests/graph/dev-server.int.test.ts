import { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApprovalPayloadSchema } from "../../src/state/approval.ts";
import { type BusinessCreationResult, BusinessCreationResultSchema } from "../../src/state/business.ts";
import type { GenesisState } from "../../src/state/genesis-state.ts";
import { type DevServer, startDevServer } from "../support/dev-server.ts";

const START_TIMEOUT_MS = 60_000;
const RUN_TIMEOUT_MS = 60_000;

let server: DevServer;
let client: Client;

beforeAll(async () => {
  server = await startDevServer(START_TIMEOUT_MS);
  client = new Client({ apiUrl: server.url, apiKey: null });
}, START_TIMEOUT_MS + 10_000);
afterAll(async () => {
  await server?.stop();
});

interface Driven {
  threadId: string;
  updates: Record<string, unknown>[];
  custom: unknown[];
  result: BusinessCreationResult;
}

/** The result among the channels: the server streams them all, whatever the graph's output schema is. */
function resultIn(values: unknown): BusinessCreationResult {
  const fields = Object.keys(BusinessCreationResultSchema.shape);
  const entries = Object.entries(values ?? {}).filter(([name]) => fields.includes(name));
  return BusinessCreationResultSchema.parse(Object.fromEntries(entries));
}

async function drive(input: Record<string, unknown>): Promise<Driven> {
  const { thread_id: threadId } = await client.threads.create();
  const updates: Record<string, unknown>[] = [];
  const custom: unknown[] = [];
  let last: unknown;
  const stream = client.runs.stream(threadId, "genesis", {
    input,
    streamMode: ["values", "updates", "custom"],
  });
  for await (const { event, data } of stream) {
    if (event === "error") throw new Error(JSON.stringify(data));
    if (event === "values") last = data;
    if (event === "updates") updates.push(data as Record<string, unknown>);
    if (event === "custom") custom.push(data);
  }
  return { threadId, updates, custom, result: resultIn(last) };
}

/** What the thread waits for, as any client of the server sees it. */
async function pendingOn(threadId: string) {
  const { tasks } = await client.threads.getState(threadId);
  const [interrupt] = tasks.flatMap(({ interrupts }) => interrupts);
  if (!interrupt) throw new Error("the thread waits for nobody");
  return { id: String(interrupt.id), payload: ApprovalPayloadSchema.parse(interrupt.value) };
}

/** Answers one interrupt and waits until the run ends or asks again. */
async function resume(threadId: string, interruptId: string, answer: unknown): Promise<void> {
  await client.runs.wait(threadId, "genesis", { command: { resume: { [interruptId]: answer } } });
}

describe("langgraphjs dev", () => {
  it(
    "runs a business to SUCCESS and streams values, updates and events",
    async () => {
      const { threadId, updates, custom, result } = await drive({ business_type: "saas_tool", seed: 7 });
      expect(result).toMatchObject({ status: "SUCCESS", success: true });
      const nodes = updates.flatMap((update) => Object.keys(update));
      expect(nodes[0]).toBe("intake");
      expect(nodes.at(-1)).toBe("finish");
      expect(custom.length).toBeGreaterThan(0);
      const state = await client.threads.getState(threadId);
      expect(resultIn(state.values)).toEqual(result);
      expect(state.next).toEqual([]);
    },
    RUN_TIMEOUT_MS,
  );

  it(
    "interrupts a supervised run, refuses what is no decision, and ends it as the person decides",
    async () => {
      const { thread_id: threadId } = await client.threads.create();
      const input = { business_type: "saas_tool", autonomous: false, seed: 7 };
      await client.runs.wait(threadId, "genesis", { input });
      const asked = await pendingOn(threadId);
      expect((await client.threads.get(threadId)).status).toBe("interrupted");

      await resume(threadId, asked.id, { approved: true });
      const again = await pendingOn(threadId);
      expect(again.payload.problem).toContain("decisions");

      const [request] = again.payload.requests;
      const change = "Release the product, then look at its start page.";
      const edit = { request_id: request?.request_id, decision: "edit", change, decided_by: "ada" };
      await resume(threadId, again.id, { decisions: [edit] });
      const { values, next } = await client.threads.getState(threadId);
      expect(next).toEqual([]);
      expect(resultIn(values)).toMatchObject({ status: "SUCCESS", success: true });
      const { task_graph: graph, approval_decisions: decided } = values as unknown as GenesisState;
      expect(graph?.tasks.map(({ description }) => description)).toContain(change);
      expect(decided).toMatchObject([{ decision: "edit", decided_by: "ada" }]);
    },
    RUN_TIMEOUT_MS,
  );

  it(
    "takes Agent Inbox's form and blocks what it rejects",
    async () => {
      const { thread_id: threadId } = await client.threads.create();
      const input = { business_type: "newsletter_automation", autonomous: false, seed: 7 };
      await client.runs.wait(threadId, "genesis", { input });
      const { id } = await pendingOn(threadId);
      await resume(threadId, id, [{ type: "ignore", args: null }]);
      const { values } = await client.threads.getState(threadId);
      expect(resultIn(values)).toMatchObject({ status: "BLOCKED", success: false });
    },
    RUN_TIMEOUT_MS,
  );

  it(
    "answers an unknown type with a FAILED result, not an error",
    async () => {
      const { result } = await drive({ business_type: "no_such_type" });
      expect(result).toMatchObject({ status: "FAILED", success: false });
      expect(result.error_message).toContain("no_such_type");
    },
    RUN_TIMEOUT_MS,
  );

  it(
    "shows the contracts as the assistant's schemas",
    async () => {
      const [assistant] = await client.assistants.search({ graphId: "genesis" });
      if (assistant === undefined) throw new Error("the server has no assistant for the graph");
      const schemas = await client.assistants.getSchemas(assistant.assistant_id);
      expect(schemas.graph_id).toBe("genesis");
      expect(Object.keys(schemas.input_schema?.properties ?? {})).toContain("business_type");
      expect(Object.keys(schemas.output_schema?.properties ?? {})).toEqual(
        expect.arrayContaining(Object.keys(BusinessCreationResultSchema.shape)),
      );
      expect(Object.keys(schemas.state_schema?.properties ?? {})).toContain("task_graph");
    },
    RUN_TIMEOUT_MS,
  );
});

import { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BusinessCreationResult, BusinessCreationResultSchema } from "../../src/state/business.ts";
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

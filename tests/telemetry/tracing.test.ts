import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTracer } from "../../src/telemetry/tracing.ts";
import { runToEnd, testGraph } from "../support/services.ts";

let server: Server;
let bodies: string[];

beforeEach(async () => {
  bodies = [];
  server = createServer(async (request, response) => {
    bodies.push((await buffer(request)).toString("latin1"));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("LANGSMITH_TRACING", "true");
  vi.stubEnv("LANGSMITH_ENDPOINT", `http://127.0.0.1:${port}`);
  vi.stubEnv("LANGSMITH_API_KEY", "lsv2_test_00000000");
  vi.stubEnv("LANGSMITH_DISABLE_RUN_COMPRESSION", "true");
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

describe("traces", () => {
  it("carry the steps of a run, without personal data and credentials", async () => {
    const { graph, services } = await testGraph();
    const description = "A booking tool; ask ada@example.org or +49 170 1234567, token=abcd1234efgh.";
    await runToEnd(graph, { business_type: "saas_tool", seed: 1, requirements: { description } });
    await (
      services.tracer as { client?: { awaitPendingTraceBatches(): Promise<void> } }
    ).client?.awaitPendingTraceBatches();
    const sent = bodies.join("\n");
    expect(sent).toContain("generate-idea");
    expect(sent).toContain("A booking tool; ask [email]");
    expect(sent).not.toContain("ada@example.org");
    expect(sent).not.toContain("1234567");
    expect(sent).not.toContain("abcd1234efgh");
  });
});

describe("the tracer", () => {
  it("is there only when tracing is on", async () => {
    expect(await createTracer({})).toBeUndefined();
    expect(await createTracer({ LANGSMITH_TRACING: "false" })).toBeUndefined();
    expect(await createTracer({ LANGCHAIN_TRACING_V2: "true" })).toBeDefined();
  });
});

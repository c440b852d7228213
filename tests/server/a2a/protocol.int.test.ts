import { request as httpRequest } from "node:http";
import { AgentCard, TaskState } from "@a2a-js/sdk";
import { describe, expect, it } from "vitest";
import { AGENT_CATALOGUE } from "../../../src/agents/catalogue.ts";
import { asTask, BINDINGS, clientOf, saying, sayingData, sayingText, serve, VERSION } from "./support.ts";

const JSON_HEADERS = { "content-type": "application/json", "a2a-version": "1.0" };

async function rpc(url: string, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(`${url}/a2a`, {
    method: "POST",
    body: text,
    headers: { ...JSON_HEADERS, ...headers },
  });
  const { error } = (await answer.json()) as { error?: { code: number; message: string } };
  return { status: answer.status, code: error?.code, message: error?.message };
}

const call = (method: string, params: unknown = {}) => ({ jsonrpc: "2.0", id: 1, method, params });

/** A request as fetch would not send it. */
function rawRequest(url: string, headers: Record<string, string>, path = "/a2a/rest/tasks"): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      new URL(path, url),
      { headers: { "a2a-version": "1.0", ...headers } },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.resume();
      },
    );
    request.on("error", reject).end();
  });
}

describe("the cards", () => {
  it("are spec JSON, and those of all agents are where they say", async () => {
    const { url } = await serve();
    const paths = ["", ...AGENT_CATALOGUE.map(({ agent_id }) => `/a2a/agents/${agent_id}`)];
    for (const path of paths) {
      const answer = await fetch(`${url}${path}/.well-known/agent-card.json`);
      const card = (await answer.json()) as Record<string, unknown>;
      expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
      expect(answer.headers.get("etag")).toBeTruthy();
      expect(AgentCard.toJSON(AgentCard.fromJSON(card))).toEqual(card);
      expect(card).toMatchObject({
        version: VERSION,
        capabilities: { streaming: true, pushNotifications: true, extendedAgentCard: true },
        supportedInterfaces: [
          { url: `${url}${path || "/a2a"}`, protocolBinding: "JSONRPC", protocolVersion: "1.0" },
          { url: `${url}${path || "/a2a"}/rest`, protocolBinding: "HTTP+JSON", protocolVersion: "1.0" },
        ],
      });
      expect(card).not.toHaveProperty("securitySchemes");
    }
  });

  it("name the capabilities of the catalogue as skills", async () => {
    const { url } = await serve();
    const answer = await fetch(`${url}/a2a/agents/qa/.well-known/agent-card.json`);
    const { skills } = (await answer.json()) as { skills: { id: string }[] };
    const qa = AGENT_CATALOGUE.find(({ agent_id }) => agent_id === "qa");
    expect(skills.map(({ id }) => id)).toEqual(qa?.capabilities);
  });

  it("ask for a bearer token when one is set", async () => {
    const { url } = await serve({ env: { GENESIS_A2A_TOKEN: "t".repeat(16) } });
    const answer = await fetch(`${url}/.well-known/agent-card.json`);
    expect(await answer.json()).toMatchObject({
      securitySchemes: { bearer: { httpAuthSecurityScheme: { scheme: "Bearer" } } },
      securityRequirements: [{ schemes: { bearer: {} } }],
    });
  });

  it("carry the public address when there is one", async () => {
    const env = { GENESIS_A2A_PUBLIC_URL: "https://agents.example.com/", GENESIS_A2A_TOKEN: "t".repeat(16) };
    const { server } = await serve({ env });
    expect(server.url).toBe("https://agents.example.com");
  });

  it("are served to nobody elsewhere without a token", async () => {
    const served = serve({ env: { GENESIS_A2A_PUBLIC_URL: "https://agents.example.com/" } });
    await expect(served).rejects.toMatchObject({ code: "A2A_TOKEN_REQUIRED" });
  });

  it.each(BINDINGS)("show each business type to those who may ask, over %s", async (binding) => {
    const { url, genesis } = await serve();
    const client = await clientOf(url, { binding });
    const card = await client.getAgentCard();
    expect(card.skills.map(({ id }) => id)).toEqual([
      "create-business",
      ...genesis.archetypes.types().map((type) => `create-${type}`),
    ]);
  });
});

describe.each(BINDINGS)("tasks over %s", (binding) => {
  it("are listed newest first, page by page and by what is asked", async () => {
    const { url } = await serve();
    const client = await clientOf(url, { binding });
    const ids: string[] = [];
    for (const text of ["nonsense", "saas_tool", "nonsense again"]) {
      ids.unshift(asTask(await client.sendMessage(sayingText(text))).id);
    }
    const ask = {
      tenant: "",
      contextId: "",
      status: TaskState.TASK_STATE_UNSPECIFIED,
      pageToken: "",
      statusTimestampAfter: undefined,
    };
    const first = await client.listTasks({ ...ask, pageSize: 2, includeArtifacts: false });
    expect(first).toMatchObject({ totalSize: 3, pageSize: 2 });
    const second = await client.listTasks({ ...ask, pageSize: 2, pageToken: first.nextPageToken });
    expect([...first.tasks, ...second.tasks].map(({ id }) => id)).toEqual(ids);
    expect(second.nextPageToken).toBe("");
    const done = await client.listTasks({ ...ask, status: TaskState.TASK_STATE_COMPLETED });
    expect(done.tasks.map(({ id, artifacts }) => [id, artifacts])).toEqual([[ids[1], []]]);
    const whole = await client.listTasks({
      ...ask,
      contextId: done.tasks[0]?.contextId ?? "",
      includeArtifacts: true,
    });
    expect(whole.tasks.map(({ artifacts }) => artifacts.length)).toEqual([1]);
    await expect(client.listTasks({ ...ask, pageToken: "bm9uZQ" })).rejects.toThrow(/page token/);
  });

  it("of one agent are not those of another", async () => {
    const { url } = await serve();
    const client = await clientOf(url, { binding });
    const { id } = asTask(await client.sendMessage(sayingText("saas_tool")));
    const other = await clientOf(url, { binding, path: "/a2a/agents/qa" });
    await expect(other.getTask({ tenant: "", id })).rejects.toThrow(/not found/i);
  });

  it.each([
    [
      "content of a type that is not taken",
      (client: Awaited<ReturnType<typeof clientOf>>) => {
        const request = saying(
          sayingText("x").message.parts.map((part) => ({ ...part, mediaType: "image/png" })),
        );
        return client.sendMessage(request);
      },
      "ContentTypeNotSupportedError",
    ],
    ["a task that there is not", (client) => client.getTask({ tenant: "", id: "gone" }), "TaskNotFoundError"],
    ["an id that is none", (client) => client.getTask({ tenant: "", id: "a b" }), "TaskNotFoundError"],
    [
      "a message to a task that there is not",
      (client) => client.sendMessage(sayingData({}, { taskId: "gone" })),
      "TaskNotFoundError",
    ],
    [
      "a subscription to no task",
      async (client) => {
        for await (const _ of client.resubscribeTask({ tenant: "", id: "gone" })) break;
      },
      "TaskNotFoundError",
    ],
    [
      "a cancellation of no task",
      (client) => client.cancelTask({ tenant: "", id: "gone", metadata: undefined }),
      "TaskNotFoundError",
    ],
  ] satisfies [string, (client: Awaited<ReturnType<typeof clientOf>>) => Promise<unknown>, string][])(
    "refuse %s",
    async (_what, ask, name) => {
      const { url } = await serve();
      const error = await ask(await clientOf(url, { binding })).then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error?.constructor.name).toContain(name);
    },
  );
});

describe("bad requests", () => {
  it.each([
    ["no JSON", "{", -32700],
    ["no request", [], -32600],
    ["an id that is an object", { ...call("GetTask"), id: {} }, -32600],
    ["a method that there is not", call("DoIt"), -32601],
    ["a message without an id", call("SendMessage", { message: { parts: [] } }), -32602],
    ["a tenant", call("GetTask", { id: "x", tenant: "acme" }), -32602],
    ["JSON without a bottom", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, -32602],
  ])("of %s get the code %s", async (_what, body, code) => {
    const { url } = await serve();
    const answer = await rpc(url, body);
    expect(answer).toMatchObject({ status: 200, code });
    expect(answer.message).not.toMatch(/\.ts:|node_modules/);
  });

  it("in another version or media type are refused", async () => {
    const { url } = await serve();
    expect((await rpc(url, call("GetTask", { id: "x" }), { "a2a-version": "0.3" })).code).toBe(-32009);
    expect((await rpc(url, call("GetTask", { id: "x" }), { "content-type": "text/xml" })).code).toBe(-32005);
    const answer = await fetch(`${url}/a2a/rest/tasks`, { headers: { "a2a-version": "9.0" } });
    expect(answer.status).toBe(400);
  });

  it("over HTTP+JSON get the status of their error", async () => {
    const { url } = await serve();
    const post = (path: string, body: string) =>
      fetch(`${url}/a2a/rest${path}`, { method: "POST", body, headers: JSON_HEADERS });
    expect((await post("/message:send", "{")).status).toBe(400);
    expect((await post("/message:send", "[]")).status).toBe(400);
    expect((await post("/tasks/gone:cancel", "{}")).status).toBe(404);
    expect((await post("/tasks/gone:explode", "{}")).status).toBe(404);
    expect((await post("/nowhere", "{}")).status).toBe(404);
    const tasks = (query: string) => fetch(`${url}/a2a/rest/tasks?${query}`, { headers: JSON_HEADERS });
    expect((await tasks("pageSize=many")).status).toBe(400);
    expect((await tasks("pageSize=1000")).status).toBe(400);
    expect((await tasks("tenant=acme")).status).toBe(400);
  });

  it("that are too large are cut off", async () => {
    const { url } = await serve({ env: { GENESIS_A2A_MAX_BODY_BYTES: "2048" } });
    const large = call("SendMessage", { message: { messageId: "x".repeat(4_096) } });
    expect(await rpc(url, large)).toMatchObject({ status: 413 });
  });
});

describe("guards", () => {
  const token = "a-token-of-the-test";

  it("let nobody in without the token, and count who tries", async () => {
    const { url, genesis } = await serve({ env: { GENESIS_A2A_TOKEN: token } });
    const tasks = (authorization?: string) =>
      fetch(`${url}/a2a/rest/tasks`, {
        headers: { "a2a-version": "1.0", ...(authorization && { authorization }) },
      });
    for (const wrong of [undefined, "Bearer wrong", `Basic ${token}`, `Bearer ${token}x`, "Bearer "]) {
      const answer = await tasks(wrong);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
      expect(await answer.text()).not.toContain(token);
    }
    expect((await tasks(`Bearer ${token}`)).status).toBe(200);
    expect((await tasks(`bearer ${token}`)).status).toBe(200);
    expect((await fetch(`${url}/a2a/agents/qa`, { method: "POST" })).status).toBe(401);
    const { registry } = genesis.foundation.services.metrics;
    expect(await registry.metrics()).toContain("genesis_meta_agent_auth_failures_total 6");
  });

  it("let a client with the token in", async () => {
    const { url } = await serve({ env: { GENESIS_A2A_TOKEN: token } });
    const client = await clientOf(url, { token });
    expect(asTask(await client.sendMessage(sayingText("saas_tool"))).status?.state).toBe(
      TaskState.TASK_STATE_COMPLETED,
    );
  });

  it("serve others than this machine only with a token", async () => {
    await expect(serve({ env: { GENESIS_A2A_HOST: "0.0.0.0" } })).rejects.toMatchObject({
      code: "A2A_TOKEN_REQUIRED",
    });
  });

  it("say when the port is taken", async () => {
    const { url } = await serve();
    const GENESIS_A2A_PORT = new URL(url).port;
    await expect(serve({ env: { GENESIS_A2A_PORT } })).rejects.toMatchObject({ code: "A2A_PORT_UNUSABLE" });
  });

  it("refuse names that are not the server's, and pages of others", async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    expect(await rawRequest(url, { host: `127.0.0.1:${port}` })).toBe(200);
    expect(await rawRequest(url, { host: `localhost:${port}` })).toBe(200);
    expect(await rawRequest(url, { host: "rebound.example.com" })).toBe(403);
    expect(await rawRequest(url, { host: "rebound.example.com" }, "/.well-known/agent-card.json")).toBe(403);
    expect(await rawRequest(url, { origin: "https://evil.example.com" })).toBe(403);
  });

  it("slow down who asks too often", async () => {
    const { url } = await serve({ env: { GENESIS_A2A_REQUESTS_PER_MINUTE: "2" } });
    const tasks = () => fetch(`${url}/a2a/rest/tasks`, { headers: { "a2a-version": "1.0" } });
    expect([(await tasks()).status, (await tasks()).status]).toEqual([200, 200]);
    const third = await tasks();
    expect(third.status).toBe(429);
    expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("send security headers with everything", async () => {
    const { url } = await serve();
    const { headers } = await fetch(`${url}/nothing`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
  });
});

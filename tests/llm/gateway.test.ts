import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { LLMock } from "@copilotkit/aimock";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../src/config/config.ts";
import { createLanguageModel, type LanguageModel } from "../../src/llm/gateway.ts";
import { GenesisError } from "../../src/state/errors.ts";
import { fakeClock } from "../support/clock.ts";
import { chatRequests, KEY, recordingLogger, testGateway, textOf } from "./support.ts";

const Answer = z.object({ title: z.string().min(3), score: z.number().int() });
const GOOD = JSON.stringify({ title: "Ledger", score: 7 });
const request = {
  kind: "idea" as const,
  system: "You answer.",
  user: "Name it.",
  schema: Answer,
  schemaName: "answer",
  node: "generate-idea",
};

let mock: LLMock;
beforeEach(async () => {
  mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
});
afterEach(() => mock.stop());

const base = () => `${mock.url}/v1`;

async function failure(llm: LanguageModel, signal?: AbortSignal): Promise<GenesisError> {
  const error: unknown = await llm.generate({ ...request, signal }).then(
    () => undefined,
    (thrown) => thrown,
  );
  if (!GenesisError.isInstance(error)) throw new Error(`expected a GenesisError, got ${inspect(error)}`);
  return error;
}

/** A server with behaviour a mock of OpenAI does not have. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const status = (code: number, message = "broken", extra: Record<string, string> = {}) => ({
  error: { message, ...extra },
  status: code,
});

describe("createLanguageModel", () => {
  it("gives nothing without a key", () => {
    const { log } = recordingLogger();
    const config = loadConfig({ env: {} });
    expect(createLanguageModel({ config, log, clock: fakeClock() })).toBeUndefined();
  });
});

describe("a model that answers", () => {
  it("returns the parsed value with model, tokens and cost", async () => {
    mock.on({}, { content: GOOD, usage: { prompt_tokens: 1000, completion_tokens: 200 } });
    const { llm } = testGateway(base());
    const { value, model, usage, repairs } = await llm.generate(request);
    expect(value).toEqual({ title: "Ledger", score: 7 });
    expect({ model, repairs }).toEqual({ model: "gpt-4o", repairs: 0 });
    expect(usage).toEqual({ input_tokens: 1000, output_tokens: 200, cost_usd: 0.0045 });
  });

  it("is asked at OPENAI_BASE_URL, with the key, for JSON of the schema", async () => {
    mock.on({ responseFormat: "json_schema" }, { content: GOOD });
    const { llm } = testGateway(base());
    await llm.generate(request);
    const [entry] = mock.getRequests();
    expect(entry?.path).toBe("/v1/chat/completions");
    const [body] = chatRequests(mock);
    expect(textOf(body, "system")).toBe("You answer.");
    expect(textOf(body, "user")).toBe("Name it.");
    expect(body?.response_format).toMatchObject({
      type: "json_schema",
      json_schema: { name: "answer", schema: { required: ["title", "score"], additionalProperties: false } },
    });
  });

  it("is the model of the tier, or the one GENESIS_MODEL names", async () => {
    mock.on({}, { content: GOOD });
    const { llm } = testGateway(base());
    await llm.generate({ ...request, kind: "summary" });
    await testGateway(base(), { GENESIS_MODEL: "llama-9" }).llm.generate(request);
    expect(chatRequests(mock).map(({ model }) => model)).toEqual(["gpt-4o-mini", "llama-9"]);
  });

  it("may wrap its JSON in a code block", async () => {
    mock.on({}, { content: `\`\`\`json\n${GOOD}\n\`\`\`` });
    expect((await testGateway(base()).llm.generate(request)).repairs).toBe(0);
  });

  it("is billed by node and model", async () => {
    mock.on({}, { content: GOOD, usage: { prompt_tokens: 100, completion_tokens: 10 } });
    const { llm } = testGateway(base());
    await llm.generate(request);
    await llm.generate(request);
    await llm.generate({ ...request, node: "decompose-tasks", kind: "summary" });
    expect(llm.usageTotals()).toEqual([
      {
        node: "generate-idea",
        model: "gpt-4o",
        calls: 2,
        input_tokens: 200,
        output_tokens: 20,
        cost_usd: 0.0007,
      },
      expect.objectContaining({ node: "decompose-tasks", model: "gpt-4o-mini", calls: 1 }),
    ]);
  });

  it("is billed by estimate when the server counts nothing", async () => {
    const url = await serve((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ choices: [{ finish_reason: "stop", message: { content: GOOD } }] }));
    });
    const { usage } = await testGateway(url).llm.generate(request);
    expect(usage.input_tokens).toBe(Math.ceil("You answer.Name it.".length / 4));
    expect(usage.output_tokens).toBe(Math.ceil(GOOD.length / 4));
  });

  it("is not sent credentials that stand in a prompt", async () => {
    mock.on({}, { content: GOOD });
    const stray = "sk-proj-abcdefghijklmnop1234";
    await testGateway(base()).llm.generate({ ...request, user: `Use ${stray} and ${KEY}` });
    expect(textOf(chatRequests(mock)[0], "user")).toBe("Use [redacted] and [redacted]");
  });
});

describe("a model that answers badly", () => {
  it("is told what was wrong, and its corrected reply counts", async () => {
    mock.on(
      { sequenceIndex: 0 },
      { content: "{ title: Led", usage: { prompt_tokens: 10, completion_tokens: 1 } },
    );
    mock.on({ sequenceIndex: 1 }, { content: GOOD, usage: { prompt_tokens: 20, completion_tokens: 2 } });
    const { llm } = testGateway(base());
    const { repairs, usage, value } = await llm.generate(request);
    expect(value.title).toBe("Ledger");
    expect(repairs).toBe(1);
    expect(usage).toMatchObject({ input_tokens: 30, output_tokens: 3 });
    const second = chatRequests(mock)[1];
    expect(textOf(second, "assistant")).toBe("{ title: Led");
    expect(textOf(second, "user")).toContain("not valid JSON");
  });

  it("is told which fields break the schema", async () => {
    mock.on({ sequenceIndex: 0 }, { content: JSON.stringify({ title: "L", score: "high" }) });
    mock.on({ sequenceIndex: 1 }, { content: GOOD });
    await testGateway(base()).llm.generate(request);
    const complaint = textOf(chatRequests(mock)[1], "user");
    expect(complaint).toMatch(/- title: .*\n- score: /);
  });

  it("may correct itself twice; then it is LLM_INVALID_OUTPUT, and every reply was paid for", async () => {
    mock.on({}, { content: "no json at all", usage: { prompt_tokens: 10, completion_tokens: 1 } });
    const { llm } = testGateway(base());
    const error = await failure(llm);
    expect(error).toMatchObject({ code: "LLM_INVALID_OUTPUT", category: "third_party", retryable: true });
    expect(chatRequests(mock)).toHaveLength(3);
    expect(chatRequests(mock)[2]?.messages).toHaveLength(4);
    expect(llm.usageTotals()).toMatchObject([{ calls: 3, input_tokens: 30 }]);
  });

  it("may have been cut off by the length limit, and still is billed", async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 4096 };
    mock.on({ sequenceIndex: 0 }, { content: GOOD.slice(0, 9), finishReason: "length", usage });
    mock.on({ sequenceIndex: 1 }, { content: GOOD, usage: { prompt_tokens: 1, completion_tokens: 1 } });
    const result = await testGateway(base()).llm.generate(request);
    expect(textOf(chatRequests(mock)[1], "user")).toContain("cut off");
    expect(result.usage.output_tokens).toBe(4097);
  });

  it("may refuse", async () => {
    mock.on({}, { content: "", finishReason: "content_filter" });
    const error = await failure(testGateway(base()).llm);
    expect(error).toMatchObject({ code: "LLM_REFUSED_REQUEST", retryable: false });
    expect(chatRequests(mock)).toHaveLength(1);
  });

  it.each([
    ["a web page", "text/html", "<html>login</html>"],
    ["broken JSON", "application/json", '{"choices": ['],
    ["no choices", "application/json", '{"choices": []}'],
  ])("may really be %s", async (_what, type, body) => {
    const url = await serve((_request, response) => {
      response.setHeader("content-type", type);
      response.end(body);
    });
    expect(await failure(testGateway(url).llm)).toMatchObject({ code: "LLM_UNAVAILABLE" });
  });
});

describe("a server in trouble", () => {
  it("is asked again after a rate limit, after the pause it asked for", async () => {
    mock.on({ sequenceIndex: 0 }, { ...status(429, "slow down"), retryAfter: 3 });
    mock.on({ sequenceIndex: 1 }, { content: GOOD });
    const { llm, pauses } = testGateway(base());
    expect((await llm.generate(request)).value.score).toBe(7);
    expect(pauses).toEqual([3_000]);
  });

  it("is left alone when it asks for a pause nobody waits for", async () => {
    mock.on({}, { ...status(429, "slow down"), retryAfter: 3_600 });
    const { llm, pauses } = testGateway(base());
    expect(await failure(llm)).toMatchObject({ code: "LLM_UNAVAILABLE", retryable: true });
    expect(pauses).toEqual([]);
  });

  it("is not asked again without quota", async () => {
    mock.on({}, status(429, "You exceeded your current quota", { code: "insufficient_quota" }));
    const { llm, pauses } = testGateway(base());
    expect(await failure(llm)).toMatchObject({ code: "LLM_QUOTA", retryable: false });
    expect(chatRequests(mock)).toHaveLength(1);
    expect(pauses).toEqual([]);
  });

  it("is asked three times when it fails, with growing pauses", async () => {
    mock.on({}, status(503));
    const { llm, pauses } = testGateway(base());
    expect(await failure(llm)).toMatchObject({ code: "LLM_UNAVAILABLE", retryable: true });
    expect(chatRequests(mock)).toHaveLength(3);
    const [first = 0, second = 0] = pauses;
    expect(first).toBeGreaterThanOrEqual(500);
    expect(first).toBeLessThan(750);
    expect(second).toBeGreaterThanOrEqual(1_000);
  });

  it.each([
    [400, "LLM_REFUSED_REQUEST"],
    [401, "LLM_AUTH"],
    [402, "LLM_QUOTA"],
    [403, "LLM_AUTH"],
    [404, "LLM_REFUSED_REQUEST"],
    [422, "LLM_REFUSED_REQUEST"],
  ])("is not asked again after HTTP %i, which is %s", async (code, expected) => {
    mock.on({}, status(code));
    const { llm, pauses } = testGateway(base());
    expect(await failure(llm)).toMatchObject({ code: expected, category: "third_party", retryable: false });
    expect(chatRequests(mock)).toHaveLength(1);
    expect(pauses).toEqual([]);
  });

  it("may say that the prompt is too long", async () => {
    mock.on(
      {},
      status(400, "This model's maximum context length is 8192", { code: "context_length_exceeded" }),
    );
    expect(await failure(testGateway(base()).llm)).toMatchObject({ code: "LLM_REFUSED_REQUEST" });
    expect(chatRequests(mock)).toHaveLength(1);
  });

  it("may refuse connections", async () => {
    await mock.stop();
    const { llm, pauses } = testGateway("http://127.0.0.1:1/v1");
    expect(await failure(llm)).toMatchObject({ code: "LLM_UNAVAILABLE", retryable: true });
    expect(pauses).toHaveLength(2);
    mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
  });

  it("may be too slow to begin", async () => {
    const { llm } = testGateway(await serve(() => {}), { GENESIS_LLM_TIMEOUT_SECONDS: "0.1" });
    const startedAt = performance.now();
    expect(await failure(llm)).toMatchObject({ code: "LLM_TIMEOUT", retryable: true });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it("may stop in the middle of its answer", async () => {
    const url = await serve((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.write('{"choices": [');
    });
    const { llm } = testGateway(url, { GENESIS_LLM_TIMEOUT_SECONDS: "0.1" });
    expect(await failure(llm)).toMatchObject({ code: "LLM_TIMEOUT" });
  });

  it("cannot hold a run for longer than twice the timeout, whatever it does", async () => {
    const url = await serve((_request, response) => {
      setTimeout(() => {
        response.statusCode = 500;
        response.end("{}");
      }, 80).unref();
    });
    const { log } = recordingLogger();
    const env = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: url, GENESIS_LLM_TIMEOUT_SECONDS: "0.2" };
    const llm = createLanguageModel({ config: loadConfig({ env }), log, clock: fakeClock() });
    expect(await failure(llm as LanguageModel)).toMatchObject({ code: "LLM_TIMEOUT" });
  });
});

describe("an abort", () => {
  it("before the call sends nothing", async () => {
    const { llm } = testGateway(base());
    const reason = new Error("stopped by the user");
    await expect(llm.generate({ ...request, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(mock.getRequests()).toHaveLength(0);
  });

  it("during the call ends it with the caller's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("stopped by the user");
    const url = await serve(() => controller.abort(reason));
    await expect(testGateway(url).llm.generate({ ...request, signal: controller.signal })).rejects.toBe(
      reason,
    );
  });

  it("during a pause ends it too", async () => {
    mock.on({}, status(500));
    const controller = new AbortController();
    const reason = new Error("stopped by the user");
    const { log } = recordingLogger();
    const config = loadConfig({ env: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: base() } });
    const llm = createLanguageModel({
      config,
      log,
      clock: fakeClock(),
      sleep: async (_ms, signal) => {
        controller.abort(reason);
        signal.throwIfAborted();
      },
    });
    await expect(llm?.generate({ ...request, signal: controller.signal })).rejects.toBe(reason);
    expect(chatRequests(mock)).toHaveLength(1);
  });
});

describe("the key", () => {
  it.each([400, 401, 404, 429, 500])(
    "is in no log and no error when a server echoes it with HTTP %i",
    async (code) => {
      mock.on({}, status(code, `Incorrect API key provided: ${KEY}. Authorization: Bearer ${KEY}`));
      const { llm, lines } = testGateway(base());
      const error = await failure(llm);
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(KEY);
      expect(lines()).not.toContain(KEY);
      expect(inspect(llm, { depth: 10, showHidden: true })).not.toContain(KEY);
    },
  );

  it("is in no log and no error when the model echoes it", async () => {
    mock.on({}, { content: `the key is ${KEY}` });
    const { llm, lines } = testGateway(base());
    const error = await failure(llm);
    expect(inspect(error, { depth: 10 })).not.toContain(KEY);
    expect(lines()).toContain("invalid");
    expect(lines()).not.toContain(KEY);
  });

  it("is sent to the server and to nobody else", async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((incoming, response) => {
      seen.push(incoming.headers.authorization);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ choices: [{ message: { content: GOOD } }] }));
    });
    await testGateway(url).llm.generate(request);
    expect(seen).toEqual([`Bearer ${KEY}`]);
  });
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { LLMock } from "@copilotkit/aimock";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { metered } from "../../src/llm/metered.ts";
import { usdOf, usedOf } from "../../src/state/budget-account.ts";
import { testBudget } from "../support/budget.ts";
import { fakeClock } from "../support/clock.ts";
import { chatRequests, testGateway } from "./support.ts";

const GOOD = { content: '{"title":"Ledger"}', usage: { prompt_tokens: 1_000, completion_tokens: 200 } };
const request = {
  kind: "idea" as const,
  system: "You answer.",
  user: "Name it.",
  schema: z.object({ title: z.string().min(3) }),
  schemaName: "answer",
  node: "generate-idea",
};
const REAL = 0.0045;
/** What such a call by gpt-4o sets aside: the longest reply, and less than a thousand bytes. */
const CEILING = 0.0845;

let mock: LLMock;
beforeEach(async () => {
  mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
});
afterEach(() => mock.stop());

function paid(
  options: Parameters<typeof testBudget>[0],
  env: Record<string, string> = {},
  url = `${mock.url}/v1`,
) {
  const budget = testBudget(options);
  const { llm } = testGateway(url, env);
  return { budget, llm: metered(llm, budget.meter("ideator")) };
}

describe("a call that is paid for", () => {
  it("is settled by what it did cost, for node, agent and model", async () => {
    mock.on({}, GOOD);
    const { budget, llm } = paid({ request: { usd: 1 } });
    await llm.generate(request);
    const { lines, open } = await budget.account();
    expect(open).toEqual({});
    expect(lines).toMatchObject([
      { node: "generate-idea", agent: "ideator", target: "gpt-4o", tokens: 1_200, calls: 1, measured: true },
    ]);
    expect(lines[0] && usdOf(lines[0])).toBe(REAL);
  });

  it("states its longest reply, or the one that the configuration allows", async () => {
    mock.on({}, GOOD);
    await paid({}).llm.generate(request);
    await paid({}, { GENESIS_LLM_MAX_OUTPUT_TOKENS: "900" }).llm.generate(request);
    expect(chatRequests(mock).map(({ max_tokens }) => max_tokens)).toEqual([8_192, 900]);
  });

  it("is not made when its ceiling does not fit, although it would cost less", async () => {
    mock.on({}, GOOD);
    const { llm, budget } = paid({ request: { usd: 0.05 } });
    await expect(llm.generate(request)).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
    expect(mock.getRequests()).toHaveLength(0);
    expect(await budget.remaining()).toEqual({ usd: 0.05 });
  });

  it("counts a model without a known price at the declared ceiling", async () => {
    mock.on({}, GOOD);
    const { llm, budget } = paid({ request: { usd: 1 } }, { GENESIS_MODEL: "llama-9" });
    await llm.generate(request);
    expect(await budget.remaining()).toEqual({ usd: 1 - 0.03 });
    const short = paid({ request: { usd: 0.5 } }, { GENESIS_MODEL: "llama-9" });
    await expect(short.llm.generate(request)).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
  });

  it("is checked anew for each repair", async () => {
    mock.on({}, { content: '{"title":"x"}', usage: { prompt_tokens: 10, completion_tokens: 5 } });
    const { llm, budget } = paid({ request: { calls: 2 } });
    await expect(llm.generate(request)).rejects.toMatchObject({ breach: { dimension: "calls", used: 2 } });
    expect(mock.getRequests()).toHaveLength(2);
    expect((await budget.account()).spent).toMatchObject({ tokens: 30, calls: 2 });
  });

  it("is checked anew for each retry, and costs no more than a call when the server did nothing", async () => {
    mock.on({}, { error: { message: "broken" }, status: 500 });
    const { llm, budget } = paid({ request: { calls: 2 } });
    await expect(llm.generate(request)).rejects.toMatchObject({ breach: { dimension: "calls" } });
    expect(mock.getRequests()).toHaveLength(2);
    expect(await budget.account()).toMatchObject({ open: {}, spent: { nano_usd: 0, tokens: 0, calls: 2 } });
  });

  it("costs nothing more than a call when the server was never reached", async () => {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    const { llm, budget } = paid({}, {}, `http://127.0.0.1:${port}/v1`);
    await expect(llm.generate(request)).rejects.toMatchObject({ code: "LLM_UNAVAILABLE" });
    expect((await budget.account()).spent).toEqual({ nano_usd: 0, tokens: 0, calls: 3 });
  });

  it.each([
    ["cut off by the server", (socket: { destroy(): void }) => socket.destroy(), 3],
    ["not answered in time", () => {}, 1],
  ])("counts for its ceiling when it was %s", async (_how, treat, calls) => {
    const server = createServer(
      (received) => void received.on("data", () => treat(received.socket)).resume(),
    );
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const { llm, budget } = paid({}, { GENESIS_LLM_TIMEOUT_SECONDS: "0.3" }, url);
    await expect(llm.generate(request)).rejects.toMatchObject({ category: "third_party" });
    const { spent, lines } = await budget.account();
    expect(spent.calls).toBe(calls);
    expect(usdOf(spent)).toBeGreaterThan(0.08 * calls);
    expect(lines).toMatchObject([{ measured: false }]);
  });

  it("marks the tokens of a server that does not count as estimated", async () => {
    const server = createServer((_received, response) => {
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({ choices: [{ finish_reason: "stop", message: { content: GOOD.content } }] }),
      );
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const { llm, budget } = paid({}, {}, url);
    await llm.generate(request);
    expect((await budget.account()).lines).toMatchObject([{ measured: false, calls: 1 }]);
  });
});

describe("many calls at once", () => {
  it("never have more spent and set aside than the limit, and get as far as it reaches", async () => {
    mock.on({}, GOOD);
    const limit = CEILING * 3;
    const { llm, budget } = paid({ request: { usd: limit } });
    let highest = 0;
    const watch = setInterval(async () => {
      highest = Math.max(highest, usdOf(usedOf(await budget.account())));
    }, 1);
    const ends = await Promise.allSettled(Array.from({ length: 24 }, () => llm.generate(request)));
    clearInterval(watch);
    const done = ends.filter(({ status }) => status === "fulfilled").length;
    expect(done).toBeGreaterThanOrEqual(3);
    expect(mock.getRequests()).toHaveLength(done);
    expect(highest).toBeLessThanOrEqual(limit);
    expect(usdOf((await budget.account()).spent)).toBeCloseTo(done * REAL, 9);
  });
});

describe("a call when time is limited", () => {
  it("is stopped when the time is up, with the budget's error and not a timeout", async () => {
    const server = createServer(() => {});
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const { budget, llm } = paid({ request: { seconds: 0.2 }, clock: { now: () => Date.now() } }, {}, url);
    await budget.begin(true);
    await expect(llm.generate(request)).rejects.toMatchObject({
      breach: { dimension: "seconds", limit: 0.2 },
    });
  });

  it("is not begun when the time is up", async () => {
    const clock = fakeClock();
    const { budget, llm } = paid({ request: { seconds: 5 }, clock });
    await budget.begin(true);
    clock.advance(5_000);
    await expect(llm.generate(request)).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
    expect(mock.getRequests()).toHaveLength(0);
  });
});

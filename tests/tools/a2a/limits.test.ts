import { describe, expect, it } from "vitest";
import { A2aAgentEntrySchema, a2aAgentsConfig } from "../../../src/config/a2a-agents.ts";
import { loadConfig } from "../../../src/config/config.ts";
import { CircuitBreaker } from "../../../src/tools/a2a/circuit-breaker.ts";
import { quoted } from "../../../src/tools/a2a/faults.ts";
import { orderIds } from "../../../src/tools/a2a/order-message.ts";
import { Slots } from "../../../src/tools/a2a/slots.ts";
import { ResponseMeter } from "../../../src/tools/a2a/stream-limits.ts";
import { fakeClock } from "../../support/clock.ts";
import { temporaryFolder } from "../../support/services.ts";

describe("the breaker", () => {
  it("opens after five failures in a row, and lets one call try after the rest", () => {
    const clock = fakeClock();
    const breaker = new CircuitBreaker({ clock, failures: 5, restMs: 60_000 });
    const fail = (times: number) => {
      for (let at = 0; at < times; at += 1) breaker.failed();
    };
    fail(4);
    breaker.succeeded();
    fail(4);
    expect(breaker.enter()).toBe(true);
    fail(1);
    expect([breaker.state, breaker.enter()]).toEqual(["open", false]);
    clock.advance(60_000);
    expect([breaker.enter(), breaker.enter()]).toEqual([true, false]);
    breaker.failed();
    expect(breaker.state).toBe("open");
    clock.advance(60_000);
    expect(breaker.enter()).toBe(true);
    breaker.succeeded();
    expect([breaker.state, breaker.enter(), breaker.enter()]).toEqual(["closed", true, true]);
  });

  it("does not stay open for longer when the clock is set back, and frees the place of a call that was given up", () => {
    const clock = fakeClock();
    const breaker = new CircuitBreaker({ clock, failures: 1, restMs: 60_000 });
    breaker.failed();
    clock.advance(-3_600_000);
    expect(breaker.enter()).toBe(true);
    breaker.abandoned();
    expect(breaker.enter()).toBe(true);
  });
});

it("gives places in turn, and takes those out of the queue who were stopped", async () => {
  const slots = new Slots(1);
  const { signal } = new AbortController();
  const order: string[] = [];
  let release = () => {};
  const first = slots.run(signal, () => new Promise<void>((resolve) => (release = resolve)));
  const stop = new AbortController();
  const stopped = expect(slots.run(stop.signal, async () => order.push("stopped"))).rejects.toThrow("enough");
  const second = slots.run(signal, async () => order.push("second"));
  expect(slots.free).toBe(-2);
  stop.abort(new Error("enough"));
  await stopped;
  release();
  await Promise.all([first, second]);
  expect([order, slots.free]).toEqual([["second"], 1]);
});

describe("the meter of a response", () => {
  const take = (text: string, { maxBytes = 1_000, maxDepth = 4, perLine = false } = {}) => {
    const meter = new ResponseMeter({ maxBytes, maxDepth }, perLine);
    for (const byte of Buffer.from(text)) meter.take(Uint8Array.of(byte));
  };

  it("counts brackets outside of texts, however the bytes are parted", () => {
    expect(() => take('[[[[1]]],"[[[[[[","\\"[[[[["]')).not.toThrow();
    expect(() => take("[[[[[")).toThrow(expect.objectContaining({ code: "A2A_TOO_LARGE" }));
    expect(() => take('{"a":"\\\\",[[[[')).toThrow("more than 4 levels");
  });

  it("begins anew with each line of a stream, and counts all its bytes", () => {
    expect(() => take("data: [[[\ndata: [[[\n", { perLine: true })).not.toThrow();
    expect(() => take("x".repeat(1_001))).toThrow("more than 1000 bytes");
  });
});

it("quotes an agent's words in one short line without credentials", () => {
  expect(quoted(`line\n\u001b[2Jkey sk_live_abcdefgh12345678 ${"x".repeat(400)}`)).toMatch(
    /^"line \[2Jkey \[redacted\] x{150,200}"$/,
  );
});

it("gives an order the same ids each time, and another order others", () => {
  const ids = orderIds({ idempotency_key: "a:b:1" });
  expect(orderIds({ idempotency_key: "a:b:1" })).toEqual(ids);
  expect(orderIds({ idempotency_key: "a:b:2" }).messageId).not.toBe(ids.messageId);
  for (const id of Object.values(ids)) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(ids.messageId).not.toBe(ids.contextId);
});

describe("the allowlist", () => {
  const configOf = (env: Record<string, string>) =>
    loadConfig({ env: { GENESIS_HOME: temporaryFolder(), ...env } });

  it("is read from the environment, with the file's entries first", () => {
    const { a2aAgents } = configOf({ GENESIS_A2A_AGENTS: "https://a.example, https://b.example/card.json" });
    expect(a2aAgents.map(({ url }) => url)).toEqual(["https://a.example", "https://b.example/card.json"]);
    expect(a2aAgents[0]).toMatchObject({ token: undefined, effects: ["read", "write"], timeoutMs: 600_000 });
    const entries = [A2aAgentEntrySchema.parse({ url: "https://a.example", token_env: "T" })];
    const merged = a2aAgentsConfig({ urls: ["https://a.example"], entries, env: { T: "secret" } });
    expect(merged).toHaveLength(1);
    expect([merged[0]?.token?.reveal(), JSON.stringify(merged)]).toEqual([
      "secret",
      expect.not.stringContaining("secret"),
    ]);
  });

  it.each(["ftp://a.example", "https://u:p@a.example", "https://a.example?x=1", "nowhere"])(
    "refuses %s",
    (url) => {
      expect(() => configOf({ GENESIS_A2A_AGENTS: url })).toThrow(
        expect.objectContaining({ code: "CONFIG_INVALID" }),
      );
    },
  );

  it.each([undefined, "two words"])("refuses a token that is %s", (token) => {
    const entries = [A2aAgentEntrySchema.parse({ url: "https://a.example", token_env: "T" })];
    const env = token === undefined ? {} : { T: token };
    expect(() => a2aAgentsConfig({ urls: [], entries, env })).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
  });
});

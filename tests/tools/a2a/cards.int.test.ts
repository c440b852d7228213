import type { LookupFunction } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { fakeClock } from "../../support/clock.ts";
import type { FakeAgent, FakeAgentOptions } from "../../support/fake-agent.ts";
import { startFakeAgent } from "../../support/fake-agent.ts";
import { aContext, allowlist, directoryOf, workerOf } from "../../support/remote.ts";
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

const interfaceAt = (url: string, protocolVersion = "1.0", protocolBinding = "JSONRPC") => ({
  supportedInterfaces: [{ url, protocolBinding, protocolVersion }],
});

async function errorOf(card: FakeAgentOptions["card"]) {
  const agent = await fake(card === undefined ? {} : { card });
  const [status] = await directoryOf(allowlist([{ url: agent.url }])).status();
  return status?.error?.code;
}

describe("a card", () => {
  it.each([
    ["no JSON", "<html>", "A2A_CARD_INVALID"],
    ["an array", "[]", "A2A_CARD_INVALID"],
    ["null", "null", "A2A_CARD_INVALID"],
    ["no interface", { supportedInterfaces: [] }, "A2A_CARD_INVALID"],
    ["skills that are none", { skills: [{ id: 7 }] }, "A2A_CARD_INVALID"],
    ["no URL", interfaceAt("nowhere"), "A2A_CARD_INVALID"],
    ["a password", interfaceAt("http://u:p@127.0.0.1:1/rpc"), "A2A_CARD_INVALID"],
    ["version 0.3", interfaceAt("http://127.0.0.1:1/rpc", "0.3"), "A2A_CARD_REFUSED"],
    ["gRPC alone", interfaceAt("http://127.0.0.1:1", "1.0", "GRPC"), "A2A_CARD_REFUSED"],
    ["another port", interfaceAt("http://127.0.0.1:1/rpc"), "A2A_CARD_REFUSED"],
    ["another host", interfaceAt("https://elsewhere.example/rpc"), "A2A_CARD_REFUSED"],
    ["a private address", interfaceAt("http://10.0.0.1/rpc"), "A2A_CARD_REFUSED"],
    ["the metadata service", interfaceAt("http://169.254.169.254/latest"), "A2A_CARD_REFUSED"],
    ["a file", interfaceAt("file:///etc/passwd"), "A2A_CARD_REFUSED"],
    ["too much", { description: "x".repeat(300_000) }, "A2A_TOO_LARGE"],
    ["depth", `{"x":${"[".repeat(60_000)}${"]".repeat(60_000)}}`, "A2A_TOO_LARGE"],
    ["all that is needed", undefined, undefined],
  ] as const)("with %s: %s %s", async (_what, card, code) => {
    expect(await errorOf(card as FakeAgentOptions["card"])).toBe(code);
  });

  it("is fetched once while it is fresh, and then asked for by its tag, whatever the clocks say", async () => {
    const clock = fakeClock();
    const agent = await fake({ cardHeaders: { etag: '"1"', "cache-control": "max-age=60" } });
    const directory = directoryOf(allowlist([{ url: agent.url }]), { clock });
    const states = [];
    for (const advance of [0, 59_000, 2_000, -3_600_000]) {
      clock.advance(advance);
      states.push((await directory.status())[0]?.state);
    }
    expect(states).toEqual(["valid", "valid", "valid", "valid"]);
    expect(agent.calls).toEqual(["card", "card", "card"]);
  });
});

describe("an address", () => {
  it.each([
    ["http://agents.example", "A2A_ADDRESS_REFUSED"],
    ["http://93.184.216.34", "A2A_ADDRESS_REFUSED"],
    ["https://10.1.2.3", "A2A_ADDRESS_REFUSED"],
    ["https://169.254.169.254", "A2A_ADDRESS_REFUSED"],
    ["https://[fd00::1]", "A2A_ADDRESS_REFUSED"],
    ["https://[::ffff:10.0.0.1]", "A2A_ADDRESS_REFUSED"],
    ["https://0.0.0.0", "A2A_ADDRESS_REFUSED"],
    ["http://127.0.0.1:1", "A2A_UNREACHABLE"],
    ["http://[::1]:1", "A2A_UNREACHABLE"],
  ])("%s: %s", async (url, code) => {
    const [status] = await directoryOf(allowlist([{ url }])).status();
    expect(status?.error?.code).toBe(code);
  });

  it.each(["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:192.168.0.1"])(
    "is refused when a public name resolves to %s, also beside a public one",
    async (address) => {
      const family = address.includes(":") ? 6 : 4;
      const lookup: LookupFunction = (_host, _options, callback) =>
        callback(null, [
          { address: "93.184.216.34", family: 4 },
          { address, family },
        ]);
      const [status] = await directoryOf(allowlist([{ url: "https://agents.example" }]), { lookup }).status();
      expect(status?.error?.code).toBe("A2A_ADDRESS_REFUSED");
    },
  );

  it("that was checked is the one that is connected to: the name is resolved once for each connection", async () => {
    const agent = await fake();
    let asked = 0;
    const lookup: LookupFunction = (_host, _options, callback) => {
      asked += 1;
      callback(null, [{ address: asked === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }]);
    };
    const url = agent.url.replace("127.0.0.1", "localhost");
    const [status] = await directoryOf(allowlist([{ url }]), { lookup }).status();
    // The card names 127.0.0.1, which is another origin than localhost: it was read, and refused.
    expect(status?.error?.code).toBe("A2A_CARD_REFUSED");
    expect(asked).toBe(1);
  });
});

describe("who does a task", () => {
  const candidates = async (
    entries: Parameters<typeof allowlist>[0],
    capabilities: string[],
    agentId = "qa",
  ) =>
    (await directoryOf(allowlist(entries)).candidates({ capabilities, effect: "write" }, agentId)).agents.map(
      ({ label }) => label,
    );

  it("is who its skills name, then who has the capabilities, and nobody else", async () => {
    const able = await fake({ skills: ["testing", "security"] });
    const named = await fake({ skills: ["tester"] });
    const other = await fake({ skills: ["painting"] });
    const urls = [able, named, other].map(({ url }) => ({ url }));
    expect(await candidates(urls, ["testing", "security"])).toEqual([`${named.url}/rpc`, `${able.url}/rpc`]);
    expect(await candidates(urls, ["testing", "payments"])).toEqual([`${named.url}/rpc`]);
  });

  it("is only whom the allowlist names, with the effects it gives", async () => {
    const agent = await fake({ skills: ["qa"] });
    expect(await candidates([{ url: agent.url, agents: ["builder"] }], ["testing"])).toEqual([]);
    expect(await candidates([{ url: agent.url, effects: ["read"] }], ["testing"])).toEqual([]);
    expect(await candidates([{ url: agent.url, agents: ["tester"] }], ["testing"])).toEqual([
      `${agent.url}/rpc`,
    ]);
  });

  it("is nobody that failed five times in a row, until a minute has passed", async () => {
    const clock = fakeClock();
    const agent = await fake({ fault: "hang-before-headers" });
    const entries = allowlist([{ url: agent.url, idle_timeout_seconds: 0.05 }]);
    const directory = directoryOf(entries, { clock });
    const { worker, attempts } = workerOf(entries, { directory });
    const codes = async (times: number) => {
      attempts.length = 0;
      for (let at = 0; at < times; at += 1) await worker.execute(aTask({ task_id: "task" }), aContext());
      return attempts.map(({ outcome }) => outcome);
    };
    expect(await codes(6)).toEqual([...Array(5).fill("A2A_TIMEOUT"), "A2A_CIRCUIT_OPEN"]);
    expect((await directory.status())[0]?.breaker).toBe("open");
    clock.advance(60_000);
    expect((await directory.status())[0]?.breaker).toBe("half-open");
    expect(await codes(2)).toEqual(["A2A_TIMEOUT", "A2A_CIRCUIT_OPEN"]);
  });

  it("takes no more at once than the allowlist says", async () => {
    const agent = await fake({ takes: 120 });
    const { worker } = workerOf(allowlist([{ url: agent.url, max_concurrency: 2 }]));
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: 4 }, () =>
        worker.execute(aTask({ task_id: "task" }), aContext({ mode: "simulated" })),
      ),
    );
    expect(performance.now() - startedAt).toBeGreaterThan(235);
    expect(agent.effects).toHaveLength(4);
  });
});

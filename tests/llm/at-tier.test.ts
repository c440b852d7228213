import { LLMock } from "@copilotkit/aimock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../src/config/config.ts";
import { atTier } from "../../src/llm/at-tier.ts";
import { createLanguageModel, type LanguageModel } from "../../src/llm/gateway.ts";
import type { TaskKind } from "../../src/llm/models.ts";
import { GenesisError } from "../../src/state/errors.ts";
import { fakeClock } from "../support/clock.ts";
import { chatRequests, KEY, recordingLogger, testGateway } from "./support.ts";

let mock: LLMock;
beforeEach(async () => {
  mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
  mock.on({}, { content: JSON.stringify({ done: true }) });
});
afterEach(() => mock.stop());

const call = (kind: TaskKind) => ({
  kind,
  system: "You answer.",
  user: "Do it.",
  schema: z.object({ done: z.boolean() }),
  schemaName: "answer",
  node: "execute-tasks",
});

/** The models that were asked over HTTP. */
const models = () => chatRequests(mock).map(({ model }) => model);

function gateway(costAware: () => Promise<boolean>, env: Record<string, string> = {}): LanguageModel {
  const { log } = recordingLogger();
  const config = loadConfig({ env: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${mock.url}/v1`, ...env } });
  return createLanguageModel({ config, log, clock: fakeClock(), costAware }) as LanguageModel;
}

describe("a call for a task", () => {
  it("goes to the model of the tier that routing gave the task", async () => {
    const { llm } = testGateway(`${mock.url}/v1`);
    for (const tier of ["economy", "standard", "premium"] as const) {
      expect((await atTier(llm, tier).generate(call("summary"))).value).toEqual({ done: true });
    }
    expect(models()).toEqual(["gpt-4o-mini", "gpt-4.1-mini", "gpt-4o"]);
  });

  it("goes to the kind's own model when routing gave none", async () => {
    const { llm } = testGateway(`${mock.url}/v1`);
    expect(atTier(llm, undefined)).toBe(llm);
    await llm.generate(call("summary"));
    await llm.generate(call("plan"));
    expect(models()).toEqual(["gpt-4o-mini", "gpt-4o"]);
  });

  it("may name a tier itself", async () => {
    const { llm } = testGateway(`${mock.url}/v1`);
    await atTier(llm, "economy").generate({ ...call("summary"), tier: "premium" });
    await atTier(llm, "economy").generate({ ...call("summary"), tier: undefined });
    expect(models()).toEqual(["gpt-4o", "gpt-4o-mini"]);
  });

  it("is on the same bill", async () => {
    const { llm } = testGateway(`${mock.url}/v1`);
    await atTier(llm, "economy").generate(call("idea"));
    const bound = atTier(llm, "standard");
    expect(bound.usageTotals()).toEqual(llm.usageTotals());
    expect(bound.usageTotals()).toMatchObject([{ node: "execute-tasks", model: "gpt-4o-mini", calls: 1 }]);
  });
});

describe("without weighing cost", () => {
  it("every call goes to the strongest model, from the moment the flag is off", async () => {
    let aware = true;
    const llm = gateway(async () => aware);
    await atTier(llm, "economy").generate(call("summary"));
    aware = false;
    await atTier(llm, "economy").generate(call("summary"));
    await llm.generate(call("safety"));
    expect(models()).toEqual(["gpt-4o-mini", "gpt-4o", "gpt-4o"]);
  });

  it("GENESIS_MODEL still names the only model there is", async () => {
    const llm = gateway(async () => false, { GENESIS_MODEL: "mistral" });
    await atTier(llm, "economy").generate(call("summary"));
    expect(models()).toEqual(["mistral"]);
  });

  it("a flag that can't be read is an error, and nothing is sent", async () => {
    const unreadable = new GenesisError("FLAGS_UNREADABLE", "no", { hint: "-" });
    const llm = gateway(async () => {
      throw unreadable;
    });
    await expect(llm.generate(call("summary"))).rejects.toBe(unreadable);
    expect(models()).toEqual([]);
  });
});

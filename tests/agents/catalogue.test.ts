import { describe, expect, it } from "vitest";
import { AGENT_CATALOGUE, resolveAgent, validateCatalogue } from "../../src/agents/catalogue.ts";
import type { AgentProfile } from "../../src/state/agent.ts";

const [builder] = AGENT_CATALOGUE as [AgentProfile, ...AgentProfile[]];

describe("the agent catalogue", () => {
  it("is valid", () => {
    expect(() => validateCatalogue(AGENT_CATALOGUE)).not.toThrow();
  });

  it.each([
    ["billing", "payments"],
    ["analyst", "data"],
    ["frontend_agent", "builder"],
    ["QA", "qa"],
    ["devops", "deploy"],
    ["designer", "ux"],
    ["social", "growth"],
  ])("knows %s as %s", (spelling, id) => {
    expect(resolveAgent(spelling, AGENT_CATALOGUE)?.agent_id).toBe(id);
  });

  it("does not guess", () => {
    expect(resolveAgent("astronaut", AGENT_CATALOGUE)).toBeUndefined();
  });

  it.each([
    ["two agents of one id", [builder, builder], /names two agents/],
    [
      "an alias that is an id",
      [builder, { ...builder, agent_id: "other", aliases: ["builder"] }],
      /"builder" names two/,
    ],
    ["a negative price", [{ ...builder, price_usd_per_hour: -1 }], /invalid/],
    ["a price whose sums are no numbers", [{ ...builder, price_usd_per_hour: 1e308 }], /invalid/],
    ["no capability", [{ ...builder, capabilities: [] }], /invalid/],
  ])("refuses %s", (_what, catalogue, message) => {
    expect(() => validateCatalogue(catalogue)).toThrowError(message);
  });
});

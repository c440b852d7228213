import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AGENT_CATALOGUE } from "../../../src/agents/catalogue.ts";
import { extractCapabilities } from "../../../src/nodes/compose-team/extract-capabilities.ts";
import { fills, requiredRoles, teamNeeds } from "../../../src/nodes/compose-team/needs.ts";
import { selectTeam } from "../../../src/nodes/compose-team/select-team.ts";
import type { Archetype } from "../../../src/state/archetype.ts";
import { loadArchetypes } from "../../../src/templates/archetypes.ts";
import { CAPABILITY_KEYWORDS } from "../../../src/templates/capability-keywords.ts";

const registry = loadArchetypes();

function team(type: string, features: string[] = [], technologies: string[] = []) {
  const archetype = registry.get(type) as Archetype;
  const demands = extractCapabilities(
    { mvp_features: features, tech_stack: technologies },
    CAPABILITY_KEYWORDS,
  );
  const needs = teamNeeds(registry.blueprint(type), demands);
  return {
    needs,
    roster: selectTeam({ catalogue: AGENT_CATALOGUE, roles: requiredRoles(archetype, demands), needs }),
  };
}

const ids = (roster: ReturnType<typeof team>["roster"]) => roster.members.map((member) => member.agent_id);

describe("the team checklist (guide 6.3)", () => {
  it.each(registry.types())("%s has builder, deploy, qa and its critical agents", (type) => {
    const members = ids(team(type).roster);
    expect(members.length).toBeGreaterThanOrEqual(3);
    expect(members).toEqual(
      expect.arrayContaining(["builder", "deploy", "qa", ...(registry.get(type)?.required_agents ?? [])]),
    );
  });

  it("adds payments when Stripe or commerce appears", () => {
    expect(ids(team("content_website").roster)).not.toContain("payments");
    expect(ids(team("content_website", [], ["Stripe"]).roster)).toContain("payments");
    expect(ids(team("content_website", ["E-commerce corner"]).roster)).toContain("payments");
    expect(ids(team("ecommerce_store").roster)).toContain("payments");
  });

  it("adds support when customers face it and growth when the launch is heavy", () => {
    for (const { business_type, traits } of registry.all()) {
      const members = ids(team(business_type).roster);
      if (traits.customer_facing) expect(members).toContain("support");
      if (traits.go_to_market_heavy) expect(members).toContain("growth");
    }
    expect(ids(team("newsletter_automation").roster)).toContain("growth");
  });
});

describe("selectTeam", () => {
  it("covers every need for any words, with nobody in vain", () => {
    const words = fc.subarray(Object.values(CAPABILITY_KEYWORDS).flat(), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...registry.types()), words, (type, technologies) => {
        const { roster, needs } = team(type, [], technologies);
        const members = AGENT_CATALOGUE.filter((agent) => ids(roster).includes(agent.agent_id));
        for (const need of needs)
          expect(
            members.some((agent) => fills(agent, need)),
            need.reason,
          ).toBe(true);
        expect(roster.missing_capabilities).toEqual([]);
        expect(team(type, [], technologies).roster).toEqual(roster);
      }),
      { numRuns: 100 },
    );
  });

  it("says what nobody offers", () => {
    const needs = [{ capabilities: ["telepathy"], reason: "a wish" }];
    const roster = selectTeam({ catalogue: AGENT_CATALOGUE, roles: [], needs });
    expect(roster.missing_capabilities).toEqual(["telepathy"]);
    expect(roster.members).toHaveLength(3);
  });

  it("fails with a code when a required role does not exist", () => {
    const roles = [{ agentId: "astronaut", reason: "critical" }];
    expect(() => selectTeam({ catalogue: AGENT_CATALOGUE, roles, needs: [] })).toThrowError(
      expect.objectContaining({ code: "TEAM_IMPOSSIBLE" }),
    );
  });
});

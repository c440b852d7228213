import { describe, expect, it } from "vitest";
import { selectTeam } from "../../src/nodes/compose-team/select-team.ts";
import { routeTasks } from "../../src/nodes/route-tasks/route.ts";
import { hasPoorRecord, noteRecords, poorRecordsLast } from "../../src/nodes/track-record.ts";
import type { AgentProfile } from "../../src/state/agent.ts";
import type { AgentTrackRecord } from "../../src/state/memory-record.ts";
import { aTask } from "../support/tasks.ts";

function anAgent(agent_id: string, price = 3): AgentProfile {
  return {
    agent_id,
    name: agent_id,
    aliases: [],
    role: "writes",
    capabilities: ["copywriting"],
    tier: "economy",
    price_usd_per_hour: price,
    max_concurrency: 1,
  };
}

function aRecord(agent_id: string, done: number, failed: number): AgentTrackRecord {
  const tally = { done, failed };
  return { agent_id, overall: tally, on_this_type: tally, by_difficulty: {}, by_capability: {}, lessons: [] };
}

const twins = [anAgent("first"), anAgent("second")];
const ids = (agents: readonly AgentProfile[]) => agents.map(({ agent_id }) => agent_id);

describe("track records", () => {
  it.each([
    [0, 0, false],
    [0, 1, false],
    [1, 1, true],
    [0, 2, true],
    [7, 3, false],
    [6, 4, true],
  ])("%i done and %i failed is poor: %s", (done, failed, poor) => {
    expect(hasPoorRecord(aRecord("x", done, failed))).toBe(poor);
  });

  it("counts the present business type only", () => {
    const record = { ...aRecord("x", 0, 9), on_this_type: { done: 5, failed: 0 } };
    expect(hasPoorRecord(record)).toBe(false);
  });

  it("put poor ones last, and keep the order otherwise", () => {
    const agents = ["a", "b", "c", "d"].map((id) => anAgent(id));
    const records = [aRecord("b", 0, 5), aRecord("a", 0, 2), aRecord("c", 9, 0)];
    expect(ids(poorRecordsLast(agents, records))).toEqual(["c", "d", "a", "b"]);
    expect(ids(poorRecordsLast(agents, []))).toEqual(["a", "b", "c", "d"]);
  });

  it("decide between equals in the team, where price still comes first", () => {
    const needs = [{ capabilities: ["copywriting"], reason: "copy" }];
    // A team has three members at least: these two are on it whatever happens.
    const others = ["x", "y"].map((id) => ({ ...anAgent(id), capabilities: ["testing"] }));
    const roles = others.map(({ agent_id }) => ({ agentId: agent_id, reason: "always" }));
    const chosen = (records: AgentTrackRecord[], catalogue = twins) =>
      selectTeam({
        catalogue: poorRecordsLast([...others, ...catalogue], records),
        roles,
        needs,
      }).members.find(({ agent_id }) => catalogue.some((agent) => agent.agent_id === agent_id))?.agent_id;
    expect(chosen([])).toBe("first");
    expect(chosen([aRecord("first", 1, 4)])).toBe("second");
    expect(chosen([aRecord("cheap", 1, 4)], [...twins, anAgent("cheap", 1)])).toBe("cheap");
  });

  it("decide between equals in routing", () => {
    const route = (records: AgentTrackRecord[]) =>
      routeTasks({
        tasks: [aTask({ task_id: "t", capabilities: ["copywriting"] })],
        team: poorRecordsLast(twins, records),
        costAware: true,
      }).assignments.t;
    expect(route([])).toBe("first");
    expect(route([aRecord("first", 1, 4)])).toBe("second");
  });

  it("are noted in the roster", () => {
    const roster = selectTeam({ catalogue: [...twins, anAgent("third", 1)], roles: [], needs: [] });
    const noted = noteRecords(roster, [aRecord("second", 1, 4)]);
    const reasons = (team: typeof roster) =>
      Object.fromEntries(team.members.map(({ agent_id, reason }) => [agent_id, reason]));
    expect(reasons(noted)).toEqual({
      ...reasons(roster),
      second: `${reasons(roster).second}; failed 4 of 5 tasks in earlier runs of this type`,
    });
  });
});

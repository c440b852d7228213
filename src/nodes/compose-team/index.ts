import type { Roster } from "../../state/agent.ts";
import type { Warning } from "../../state/run-event.ts";
import { readableMemory } from "../memory-health.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import type { Services } from "../services.ts";
import { noteRecords, poorRecordsLast } from "../track-record.ts";
import { recallOutcomes } from "./recall-outcomes.ts";
import { selectTeam } from "./select-team.ts";
import { teamInputs } from "./team-inputs.ts";

/** Composes the roster that covers what the plan and the requirements ask for (guide 6). */
export function composeTeam(
  services: Pick<Services, "archetypes" | "agents" | "config" | "clock" | "memory">,
): GenesisNode {
  return async (state, context) => {
    const store = readableMemory(state, context, services, "team");
    const { outcomes, warnings } = await recallOutcomes({ ...context, store }, state.execution_mode);
    const inputs = teamInputs(state, services);
    const composed = selectTeam({
      ...inputs,
      catalogue: poorRecordsLast(inputs.catalogue, state.agent_records),
      outcomes,
      clock: services.clock,
    });
    const roster = noteRecords(composed, state.agent_records);
    return {
      roster,
      team_composition: roster.members.map((member) => member.agent_id),
      warnings: [...warnings, ...coverageWarnings(roster, context)],
      status: "DECOMPOSING_TASKS",
    };
  };
}

function coverageWarnings(
  { missing_capabilities: missing, unfilled_needs }: Roster,
  context: Pick<NodeContext, "emit" | "log">,
): Warning[] {
  const messages = missing.length > 0 ? [`Nobody in the catalogue offers: ${missing.join(", ")}.`] : [];
  // Everybody needed may be there and yet nobody who holds the capabilities together.
  const scattered = unfilled_needs.filter((need) => !need.capabilities.some((tag) => missing.includes(tag)));
  if (scattered.length > 0) {
    const needs = scattered.map(({ capabilities, reason }) => `${capabilities.join(" + ")} (${reason})`);
    messages.push(`No single agent can do: ${needs.join(", ")}.`);
  }
  return messages.map((message) => warn(context, "CAPABILITY_MISSING", message));
}

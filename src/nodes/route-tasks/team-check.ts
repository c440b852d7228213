import { type AgentProfile, AgentProfileSchema } from "../../state/agent.ts";
import { GenesisError } from "../../state/errors.ts";

/**
 * Refuses agents that can't be weighed against each other: a price that is missing, negative or no number, a
 * concurrency below one, the same id twice. Throws CATALOGUE_INVALID. An empty team is allowed: it can do nothing.
 */
export function checkTeam(team: readonly AgentProfile[]): void {
  const ids = new Set<string>();
  for (const agent of team) {
    const problem = AgentProfileSchema.safeParse(agent).error?.issues[0];
    if (problem)
      throw invalid(
        `The agent "${agent.agent_id}" is invalid: ${problem.path.join(".")} ${problem.message}.`,
      );
    if (ids.has(agent.agent_id)) throw invalid(`The agent "${agent.agent_id}" is there twice.`);
    ids.add(agent.agent_id);
  }
}

function invalid(message: string): GenesisError {
  return new GenesisError("CATALOGUE_INVALID", message, {
    hint: "Correct the agent catalogue that was handed in.",
  });
}

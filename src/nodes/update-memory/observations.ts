import type { GenesisState } from "../../state/genesis-state.ts";
import type { AgentObservation, Provenance, Tally } from "../../state/memory-record.ts";
import type { Difficulty } from "../../state/routing.ts";
import type { TaskResult } from "../../state/task.ts";
import { stepFailure } from "../step-key.ts";

const MAX_FAILURES = 5;

/** What this run showed of each agent that did something: what it completed and what it failed. */
export function agentObservations(state: GenesisState, provenance: Provenance): AgentObservation[] {
  const decided = state.task_results.filter(({ status }) => status === "completed" || status === "failed");
  const agents = [...new Set(decided.flatMap(({ agent_id }) => agent_id ?? []))].sort();
  const capabilities = new Map(state.task_graph?.tasks.map((task) => [task.task_id, task.capabilities]));
  return agents.map((agent_id) => {
    const own = decided.filter((result) => result.agent_id === agent_id);
    const difficulty = ({ task_id }: TaskResult): Difficulty =>
      state.routing_plan?.metadata.difficulties[task_id] ?? "Standard";
    return {
      kind: "agent",
      version: 1,
      agent_id,
      business_id: state.business_id,
      business_type: state.business_type,
      success: state.outcome?.status === "SUCCESS",
      by_difficulty: tallies(own, (result) => [difficulty(result)]),
      by_capability: tallies(own, ({ task_id }) => capabilities.get(task_id) ?? []),
      failures: own
        .filter(({ status }) => status === "failed")
        .slice(0, MAX_FAILURES)
        .map(stepFailure),
      provenance,
    };
  });
}

function tallies(results: readonly TaskResult[], keysOf: (result: TaskResult) => readonly string[]) {
  const counts: Record<string, Tally> = {};
  for (const result of results) {
    for (const key of keysOf(result)) {
      const { done, failed } = counts[key] ?? { done: 0, failed: 0 };
      counts[key] = result.status === "completed" ? { done: done + 1, failed } : { done, failed: failed + 1 };
    }
  }
  return counts;
}

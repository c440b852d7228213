import type { BusinessRequirements } from "../../state/business.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { BusinessRecord, EvolutionRecord, MemoryRecord, Provenance } from "../../state/memory-record.ts";
import type { TaskResult } from "../../state/task.ts";
import { stepFailure } from "../step-key.ts";
import { completionRate } from "../validate-outcome/outcome.ts";
import { runCases } from "./cases.ts";
import { agentObservations } from "./observations.ts";

/** Everything a run leaves for the next ones; the same state and time always give the same records. */
export function runRecords(
  state: GenesisState,
  requirements: BusinessRequirements,
  writtenAt: string,
): MemoryRecord[] {
  const provenance = { run: state.business_id, written_at: writtenAt, execution_mode: state.execution_mode };
  return [
    businessRecord(state, requirements, provenance),
    ...agentObservations(state, provenance),
    ...evolutionRecords(state, provenance),
    ...runCases(state, requirements, provenance),
  ];
}

/** The success pattern, or the failure and its cause (guide 9.1). */
export function businessRecord(
  state: GenesisState,
  requirements: BusinessRequirements,
  provenance: Provenance,
): BusinessRecord {
  const success = state.outcome?.status === "SUCCESS";
  return {
    kind: "business",
    version: 1,
    business_id: state.business_id,
    business_type: state.business_type,
    success,
    requirements,
    team: state.team_composition,
    task_summaries: state.task_results.map(({ task_id, title, agent_id, status }) => ({
      task_id,
      title,
      agent_id,
      status,
    })),
    failures: state.task_results.filter(isTroubled).map(stepFailure),
    completion_rate: completionRate(state.task_results),
    evolution_rounds: state.evolutions.length,
    deployment_url: state.deployment_url,
    outcome: state.outcome?.error?.code ?? "SUCCESS",
    lesson: success ? successLesson(state, requirements) : failureLesson(state),
    provenance,
  };
}

/** Skipped tasks are left out: they only show that another one failed. */
function isTroubled({ status }: TaskResult): boolean {
  return status === "failed" || status === "unassigned";
}

function evolutionRecords(state: GenesisState, provenance: Provenance): EvolutionRecord[] {
  if (state.evolutions.length === 0) return [];
  const { business_id, business_type, outcome } = state;
  const rounds = state.evolutions.map(({ operator, diagnosis, avoid, dropped_tasks }) => ({
    operator,
    diagnosis,
    avoid,
    dropped_tasks,
  }));
  const success = outcome?.status === "SUCCESS";
  return [{ kind: "evolution", version: 1, business_id, business_type, success, rounds, provenance }];
}

function successLesson(state: GenesisState, { mvp_features }: BusinessRequirements): string {
  const rounds = state.evolutions.length;
  const effort = rounds > 0 ? ` after ${rounds} evolved plans` : "";
  return `Launched with ${mvp_features.slice(0, 4).join(", ")} by a team of ${state.team_composition.length}${effort}.`;
}

function failureLesson({ outcome, task_results }: GenesisState): string {
  const failed = task_results.filter((result) => result.status === "failed").map((result) => result.task_id);
  const which = failed.length > 0 ? ` Failing tasks: ${failed.slice(0, 5).join(", ")}.` : "";
  return `Failed: ${outcome?.error?.message ?? "unknown reason"}${which}`;
}

import type { BusinessRequirements } from "../../state/business.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { BusinessRecord } from "../../state/memory-record.ts";

/** What this run teaches (guide 9.1): the success pattern, or the failure and its cause. */
export function businessRecord(
  state: GenesisState,
  requirements: BusinessRequirements,
  writtenAt: string,
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
    deployment_url: state.deployment_url,
    outcome: state.outcome?.error?.code ?? "SUCCESS",
    lesson: success ? successLesson(state, requirements) : failureLesson(state),
    provenance: { run: state.business_id, written_at: writtenAt, execution_mode: state.execution_mode },
  };
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

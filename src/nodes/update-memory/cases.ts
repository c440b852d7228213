import type { BusinessRequirements } from "../../state/business.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { Case, Provenance } from "../../state/memory-record.ts";
import type { Task, TaskResult } from "../../state/task.ts";
import { questionText } from "../../stores/memory/recall.ts";
import { stepKey } from "../step-key.ts";
import { caseText } from "../task-case.ts";
import { completionRate } from "../validate-outcome/outcome.ts";

/** A failed run is at most a bad example, however much of it was done. */
const FAILED_RUN_SHARE = 0.4;
/** What each attempt after the first takes off the reward of a completed task, and the least that is left. */
const RETRY_PENALTY = 0.1;
const LEAST_TASK_REWARD = 0.6;

/** The cases of a run: one for each task that somebody really did, and one for the run as a whole. */
export function runCases(
  state: GenesisState,
  requirements: BusinessRequirements,
  provenance: Provenance,
): Case[] {
  const tasks = new Map(state.task_graph?.tasks.map((task) => [task.task_id, task]));
  const taskCases = state.task_results.flatMap((result) => {
    const task = tasks.get(result.task_id);
    const reward = taskReward(result);
    return task && reward !== undefined ? [taskCase({ state, task, result, reward, provenance })] : [];
  });
  return [runCase(state, requirements, provenance), ...taskCases];
}

function runCase(state: GenesisState, requirements: BusinessRequirements, provenance: Provenance): Case {
  const { business_type, team_composition, task_graph, evolutions, outcome, deployment_url } = state;
  const done = completionRate(state.task_results);
  const success = outcome?.status === "SUCCESS";
  return {
    kind: "case",
    version: 1,
    scope: "run",
    business_type,
    agent_id: null,
    state: questionText({ businessType: business_type, requirements }),
    action: {
      team: team_composition,
      steps: [...new Set(task_graph?.tasks.map(stepKey))],
      evolution_rounds: evolutions.length,
    },
    reward: success ? done : FAILED_RUN_SHARE * done,
    metadata: { outcome: outcome?.error?.code ?? "SUCCESS", deployment_url, tasks: state.task_count },
    provenance,
  };
}

interface TaskOutcome {
  readonly state: GenesisState;
  readonly task: Task;
  readonly result: TaskResult;
  readonly reward: number;
  readonly provenance: Provenance;
}

function taskCase({ state, task, result, reward, provenance }: TaskOutcome): Case {
  const step = stepKey(task);
  const difficulty = state.routing_plan?.metadata.difficulties[task.task_id] ?? null;
  return {
    kind: "case",
    version: 1,
    scope: "task",
    business_type: state.business_type,
    agent_id: result.agent_id,
    state: caseText(state.business_type, task),
    action: { step, agent_id: result.agent_id, difficulty, critical: task.critical, effect: task.effect },
    reward,
    metadata: { error_code: result.error_code, attempts: result.attempts, effort_hours: task.effort_hours },
    provenance,
  };
}

/** undefined for what nobody did (skipped, blocked, unassigned): nothing can be learnt from an action not taken. */
function taskReward({ status, attempts }: TaskResult): number | undefined {
  if (status === "failed") return 0;
  if (status !== "completed") return undefined;
  const reward = Math.max(LEAST_TASK_REWARD, 1 - RETRY_PENALTY * Math.max(0, attempts - 1));
  return Math.round(reward * 100) / 100;
}

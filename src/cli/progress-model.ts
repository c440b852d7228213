import type { RunEvent } from "../state/run-event.ts";
import type { TaskStatus } from "../state/task.ts";

export interface NodeProgress {
  readonly node: string;
  /** `waiting`: for a person; `stopped`: the run ended while it was under way. */
  readonly state: "running" | "done" | "failed" | "waiting" | "stopped";
  readonly seconds: number;
  readonly summary: string;
}

export interface TaskProgress {
  readonly taskId: string;
  readonly title: string;
  readonly agentId: string | null;
  readonly status: TaskStatus;
}

/** A run as a progress display sees it. Bounded: one entry a node and round, one a task. */
export interface ProgressModel {
  /** What is being done to which run; empty until it has started. */
  readonly heading: string;
  readonly nodes: readonly NodeProgress[];
  readonly tasks: readonly TaskProgress[];
  readonly taskCount: number;
  readonly warnings: readonly string[];
}

export const EMPTY_PROGRESS: ProgressModel = {
  heading: "",
  nodes: [],
  tasks: [],
  taskCount: 0,
  warnings: [],
};

/** Folds one event into the model. Pure. */
export function foldProgress(model: ProgressModel, event: RunEvent): ProgressModel {
  switch (event.type) {
    case "run.started":
      return { ...model, heading: headingOf(event) };
    case "node.started": {
      const entry = { node: event.node, state: "running", seconds: 0, summary: "" } as const;
      return { ...model, nodes: [...model.nodes, entry] };
    }
    case "node.completed":
      return endNode(model, event.node, {
        state: "done",
        seconds: event.duration_seconds,
        summary: event.summary,
      });
    case "node.failed":
      return endNode(model, event.node, {
        state: "failed",
        seconds: event.duration_seconds,
        summary: event.error,
      });
    case "plan.ready":
      return { ...model, taskCount: event.task_count, tasks: [] };
    case "task.started":
      return upsertTask(model, { ...taskOf(event), status: "running" });
    case "task.finished":
      return upsertTask(model, { ...taskOf(event), status: event.status });
    case "approval.requested":
      return endNode(model, "await-approval", {
        state: "waiting",
        seconds: 0,
        summary: "a person has to decide",
      });
    case "warning":
      return { ...model, warnings: [...model.warnings, event.message] };
    default:
      return model;
  }
}

/** "creating saas_tool 1ef07006-..."; every display begins with it. */
export function headingOf(event: { resumed: boolean; business_type: string; business_id: string }): string {
  return `${event.resumed ? "resuming" : "creating"} ${event.business_type} ${event.business_id}`;
}

/** The model once no more events come: what was under way has stopped. Pure. */
export function endProgress(model: ProgressModel): ProgressModel {
  return {
    ...model,
    nodes: model.nodes.map((node) => (node.state === "running" ? { ...node, state: "stopped" } : node)),
  };
}

function endNode(
  model: ProgressModel,
  node: string,
  end: Pick<NodeProgress, "state" | "seconds" | "summary">,
): ProgressModel {
  const position = model.nodes.findLastIndex((entry) => entry.node === node);
  return {
    ...model,
    nodes: model.nodes.map((entry, index) => (index === position ? { ...entry, ...end } : entry)),
  };
}

function taskOf(event: { task_id: string; title: string; agent_id: string | null }) {
  return { taskId: event.task_id, title: event.title, agentId: event.agent_id };
}

function upsertTask(model: ProgressModel, task: TaskProgress): ProgressModel {
  const position = model.tasks.findIndex((entry) => entry.taskId === task.taskId);
  const tasks = position === -1 ? [...model.tasks, task] : model.tasks.with(position, task);
  return { ...model, tasks };
}

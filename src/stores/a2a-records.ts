import type { BaseStore } from "@langchain/langgraph";
import { z } from "zod";
import { deleteAll } from "./delete-all.ts";

/** The tasks of an agent that is served, or of all of them, by id. */
export const a2aTasks = (agentId?: string): string[] => below("tasks", agentId);
/** Where clients want to be told of their tasks, by the id of the config. */
export const a2aPushConfigs = (agentId: string, taskId: string): string[] => below("push", agentId, taskId);
/** What they have still to be told. */
export const a2aOutbox = (agentId: string, taskId?: string): string[] =>
  below("push-outbox", agentId, taskId);

function below(kind: string, ...labels: (string | undefined)[]): string[] {
  return ["a2a", kind, ...labels.filter((label) => label !== undefined)];
}

export const A2aTaskRecordSchema = z.object({
  version: z.literal(1),
  /** Spec JSON. */
  task: z.record(z.string(), z.unknown()),
  // What tasks are looked up by.
  state: z.string(),
  context_id: z.string(),
});

/** A task in such a state never changes again. */
export const ENDED_A2A_STATES: ReadonlySet<string> = new Set([
  "TASK_STATE_COMPLETED",
  "TASK_STATE_FAILED",
  "TASK_STATE_CANCELED",
  "TASK_STATE_REJECTED",
]);

/** An A2A task that has come to its end. */
export interface EndedA2aTask {
  readonly agentId: string;
  readonly taskId: string;
}

const PAGE = 500;

/** The tasks of all agents that ended before a time (ISO 8601). */
export async function endedA2aTasks(store: BaseStore, before: string): Promise<EndedA2aTask[]> {
  const limit = Date.parse(before);
  const found: EndedA2aTask[] = [];
  for (const state of ENDED_A2A_STATES) {
    // A record that is left out as unreadable shortens its page; only an empty one is the end.
    for (let offset = 0; ; offset += PAGE) {
      const page = await store.search(a2aTasks(), { filter: { state }, limit: PAGE, offset });
      if (page.length === 0) break;
      for (const { namespace, key, value, updatedAt } of page) {
        const endedAt = timestampOf(value) ?? updatedAt.getTime();
        if (endedAt < limit) found.push({ agentId: namespace.at(-1) ?? "", taskId: key });
      }
    }
  }
  return found;
}

const EndedSchema = z.object({ task: z.object({ status: z.object({ timestamp: z.iso.datetime() }) }) });

function timestampOf(value: unknown): number | undefined {
  const { data } = EndedSchema.safeParse(value);
  return data && Date.parse(data.task.status.timestamp);
}

/** And what was still to be told of it; the task last, so that what is interrupted is finished by the next. */
export async function deleteA2aTask(store: BaseStore, { agentId, taskId }: EndedA2aTask): Promise<void> {
  await deleteAll(store, a2aOutbox(agentId, taskId));
  await deleteAll(store, a2aPushConfigs(agentId, taskId));
  await store.delete(a2aTasks(agentId), taskId);
}

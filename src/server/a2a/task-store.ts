import { type ListTasksRequest, type ListTasksResponse, Task, TaskState, taskStateToJSON } from "@a2a-js/sdk";
import { RequestMalformedError } from "@a2a-js/sdk/errors";
import type { BaseStore } from "@langchain/langgraph";
import { GenesisError } from "../../state/errors.ts";
import { A2aTaskRecordSchema, a2aTasks } from "../../stores/a2a-records.ts";

/** Ids are made by the server; what has another form is no task. */
const TASK_ID = /^[A-Za-z0-9_-]{1,100}$/;
const MAX_LISTED = 10_000;
const DEFAULT_PAGE = 50;

/** The tasks of one agent, in the database of this Genesis: they outlive the process. */
export class StoredTasks {
  readonly #store: BaseStore;
  readonly #namespace: string[];

  constructor(store: BaseStore, agentId: string) {
    this.#store = store;
    this.#namespace = a2aTasks(agentId);
  }

  async save(task: Task): Promise<void> {
    const record = {
      version: 1,
      task: Task.toJSON(task),
      state: taskStateToJSON(task.status?.state ?? TaskState.TASK_STATE_UNSPECIFIED),
      context_id: task.contextId,
    };
    await this.#store.put(this.#namespace, task.id, record, false);
  }

  async load(taskId: string): Promise<Task | undefined> {
    if (!TASK_ID.test(taskId)) return undefined;
    const item = await this.#store.get(this.#namespace, taskId);
    return item ? parse(item.value, taskId) : undefined;
  }

  /** Newest first. Throws RequestMalformedError for a page token that is none. */
  async list(request: ListTasksRequest): Promise<ListTasksResponse> {
    const { contextId, status, pageToken, includeArtifacts = false, statusTimestampAfter } = request;
    const pageSize = request.pageSize ?? DEFAULT_PAGE;
    const since = statusTimestampAfter ? Date.parse(statusTimestampAfter) : Number.NEGATIVE_INFINITY;
    const found = (await this.#find({ status, contextId })).filter(
      (task) => Date.parse(timeOf(task)) > since,
    );
    const cursor = pageToken ? readToken(pageToken) : undefined;
    const rest = cursor === undefined ? found : found.filter((task) => orderOf(task) < cursor);
    const page = rest.slice(0, pageSize);
    const last = page.at(-1);
    return {
      tasks: includeArtifacts ? page : page.map((task) => ({ ...task, artifacts: [] })),
      nextPageToken:
        last && rest.length > page.length ? Buffer.from(orderOf(last)).toString("base64url") : "",
      pageSize,
      totalSize: found.length,
    };
  }

  /** Tasks that somebody is working on, or was. */
  async underWay(): Promise<Task[]> {
    const states = [TaskState.TASK_STATE_SUBMITTED, TaskState.TASK_STATE_WORKING];
    return (await Promise.all(states.map((status) => this.#find({ status })))).flat();
  }

  async #find({
    status,
    contextId,
  }: {
    status?: TaskState | undefined;
    contextId?: string;
  }): Promise<Task[]> {
    const filter = {
      ...(status !== undefined &&
        status !== TaskState.TASK_STATE_UNSPECIFIED && { state: taskStateToJSON(status) }),
      ...(contextId && { context_id: contextId }),
    };
    const items = await this.#store.search(this.#namespace, { filter, limit: MAX_LISTED });
    return items
      .map(({ key, value }) => parse(value, key))
      .sort((a, b) => (orderOf(a) < orderOf(b) ? 1 : -1));
  }
}

function timeOf(task: Task): string {
  return task.status?.timestamp ?? "1970-01-01T00:00:00.000Z";
}

/** Sorts by time, and among equals by id: the order of the pages. */
function orderOf(task: Task): string {
  return `${new Date(timeOf(task)).toISOString()}|${task.id}`;
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  if (/^[^|]+\|[A-Za-z0-9_-]+$/.test(text)) return text;
  throw new RequestMalformedError("The page token is none of this server.");
}

function parse(value: unknown, taskId: string): Task {
  const parsed = A2aTaskRecordSchema.safeParse(value);
  if (parsed.success) return Task.fromJSON(parsed.data.task);
  throw new GenesisError("A2A_TASK_UNREADABLE", `The stored task ${taskId} can't be read.`, {
    category: "system",
    hint: "It may be from a newer Genesis: update this one. Nothing was changed.",
  });
}

import { type Artifact, type Message, type StreamResponse, type Task, TaskState } from "@a2a-js/sdk";
import { a2aFault, quoted } from "./faults.ts";
import { type RemoteResult, resultOfTask, wordsOf } from "./report.ts";

/** Of one task: more is nobody's progress. */
const MAX_EVENTS = 2_000;
const MAX_ARTIFACTS = 200;

type Standing = "working" | "ended";

/** What is known of one remote task, folded from its events and from readings of it. */
export class TaskView {
  #taskId: string | undefined;
  #state: TaskState | undefined;
  #artifacts = new Map<string, Artifact>();
  #said: Message | undefined;
  #events = 0;

  get taskId(): string | undefined {
    return this.#taskId;
  }

  get standing(): Standing {
    return this.#state === undefined || WORKING.has(this.#state) ? "working" : "ended";
  }

  get isCanceled(): boolean {
    return this.#state === TaskState.TASK_STATE_CANCELED;
  }

  /** It waits for somebody: left alone it would wait for ever. */
  get isWaiting(): boolean {
    return (
      this.#state === TaskState.TASK_STATE_INPUT_REQUIRED ||
      this.#state === TaskState.TASK_STATE_AUTH_REQUIRED
    );
  }

  /** Throws A2A_REPORT_INVALID for an event of another task, A2A_TOO_LARGE for more events than are taken. */
  apply({ payload }: StreamResponse): void {
    this.#events += 1;
    if (this.#events > MAX_EVENTS)
      throw a2aFault("A2A_TOO_LARGE", `It sends more than ${MAX_EVENTS} events.`);
    if (payload?.$case === "task") this.applyTask(payload.value);
    else if (payload?.$case === "message") this.#applyMessage(payload.value);
    else if (payload?.$case === "statusUpdate") {
      this.#isOf(payload.value.taskId);
      this.#state = payload.value.status?.state ?? this.#state;
      this.#said = payload.value.status?.message ?? this.#said;
    } else if (payload?.$case === "artifactUpdate") {
      this.#isOf(payload.value.taskId);
      if (payload.value.artifact) this.#keep(payload.value.artifact, payload.value.append);
    }
  }

  /** A whole task, as a reading gives it: it takes the place of what was known. */
  applyTask(task: Task): void {
    this.#isOf(task.id);
    this.#state = task.status?.state ?? this.#state;
    this.#said = task.status?.message ?? this.#said;
    if (task.artifacts.length === 0) return;
    this.#artifacts = new Map();
    for (const artifact of task.artifacts) this.#keep(artifact, false);
  }

  /** The result of a task that was done. Throws the coded outcome of any other. */
  result(): RemoteResult {
    if (this.#state === TaskState.TASK_STATE_COMPLETED) {
      const status = { state: this.#state, message: this.#said, timestamp: undefined };
      return resultOfTask({ artifacts: [...this.#artifacts.values()], status });
    }
    const said = wordsOf(this.#said);
    const words = said === "" ? "" : `: ${quoted(said)}`;
    const [code, what] = OUTCOMES[this.#state ?? TaskState.UNRECOGNIZED] ?? UNKNOWN_STATE;
    throw a2aFault(code, `${what}${words}.`);
  }

  /** A message instead of a task is an answer at once. */
  #applyMessage(message: Message): void {
    this.#said = message;
    this.#state = TaskState.TASK_STATE_COMPLETED;
  }

  #isOf(taskId: string): void {
    if (taskId !== "" && (this.#taskId ?? taskId) === taskId) {
      this.#taskId = taskId;
      return;
    }
    const message = `It speaks of the task ${quoted(taskId)}, which is not the one it was given.`;
    throw a2aFault("A2A_REPORT_INVALID", message);
  }

  #keep(artifact: Artifact, append: boolean): void {
    const known = append ? this.#artifacts.get(artifact.artifactId) : undefined;
    const parts = known ? [...known.parts, ...artifact.parts] : artifact.parts;
    this.#artifacts.set(artifact.artifactId, { ...artifact, parts });
    if (this.#artifacts.size > MAX_ARTIFACTS) {
      throw a2aFault("A2A_TOO_LARGE", `It gives more than ${MAX_ARTIFACTS} artifacts.`);
    }
  }
}

const WORKING: ReadonlySet<TaskState> = new Set([
  TaskState.TASK_STATE_UNSPECIFIED,
  TaskState.TASK_STATE_SUBMITTED,
  TaskState.TASK_STATE_WORKING,
]);

type Outcome = readonly [Parameters<typeof a2aFault>[0], string];

const UNKNOWN_STATE: Outcome = ["A2A_RESPONSE_INVALID", "Its task is in a state that A2A v1.0 does not have"];

const OUTCOMES: Readonly<Partial<Record<TaskState, Outcome>>> = {
  [TaskState.TASK_STATE_FAILED]: ["A2A_TASK_FAILED", "The agent failed at it"],
  [TaskState.TASK_STATE_REJECTED]: ["A2A_TASK_REJECTED", "The agent does not take it"],
  [TaskState.TASK_STATE_CANCELED]: ["A2A_TASK_CANCELED", "The task was cancelled at the agent"],
  [TaskState.TASK_STATE_INPUT_REQUIRED]: ["A2A_INPUT_REQUIRED", "The agent asks for more"],
  [TaskState.TASK_STATE_AUTH_REQUIRED]: ["A2A_AUTH_REQUIRED", "The agent wants credentials"],
};

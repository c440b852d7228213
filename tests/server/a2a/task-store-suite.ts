import { Role, type Task, TaskPushNotificationConfig, TaskState, taskStateToJSON } from "@a2a-js/sdk";
import { ServerCallContext } from "@a2a-js/sdk/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { dataPart, textPart } from "../../../src/server/a2a/parts.ts";
import { StoredPushConfigs } from "../../../src/server/a2a/push/push-configs.ts";
import { PushOutbox } from "../../../src/server/a2a/push/push-outbox.ts";
import { StoredTasks } from "../../../src/server/a2a/task-store.ts";
import { deleteA2aTask, endedA2aTasks } from "../../../src/stores/a2a-records.ts";
import { type Backend, type OpenBackend, TestClock } from "../../stores/backend.ts";

const AGENT = "genesis";
const CONTEXT = new ServerCallContext();

interface TaskFacts {
  readonly state?: TaskState;
  readonly contextId?: string;
  readonly at?: string;
}

function aTask(id: string, facts: TaskFacts = {}): Task {
  const { state = TaskState.TASK_STATE_WORKING, contextId = "c", at = "2026-01-01T00:00:00.000Z" } = facts;
  const message = {
    ...{ messageId: `m-${id}`, contextId, taskId: id, role: Role.ROLE_AGENT, metadata: undefined },
    ...{ parts: [textPart("Ω $set {a.b}"), dataPart({ $or: 1, "a.b": [null, 2.5] })] },
    ...{ extensions: [], referenceTaskIds: [] },
  };
  const artifact = {
    ...{ artifactId: "result", name: "n", description: "", parts: [dataPart({ "$x.y": { "": 1 } })] },
    ...{ metadata: { "genesis.event": { type: "task.finished" } }, extensions: [] },
  };
  return {
    ...{ id, contextId, status: { state, message, timestamp: at }, artifacts: [artifact] },
    ...{ history: [message], metadata: { "dotted.key": true, $dollar: 1 } },
  };
}

const listing = (more: object) => ({
  ...{ tenant: "", contextId: "", status: TaskState.TASK_STATE_UNSPECIFIED, pageToken: "" },
  ...{ pageSize: undefined, historyLength: undefined, statusTimestampAfter: undefined },
  includeArtifacts: false,
  ...more,
});

/** What the server keeps of tasks, on any backend. */
export function describeTaskStore(open: OpenBackend): void {
  async function opened() {
    const clock = new TestClock();
    const backend: Backend = await open(clock);
    onTestFinished(() => backend.close());
    const { store } = backend.stores;
    return { clock, backend, store, tasks: new StoredTasks(store, AGENT) };
  }

  describe("stored tasks", () => {
    it("come back as they were, whatever stands in them, also to another process", async () => {
      const { backend, tasks } = await opened();
      const task = aTask("t-1");
      await tasks.save(task);
      expect(await tasks.load("t-1")).toEqual(task);
      const another = await backend.another();
      expect(await new StoredTasks(another.store, AGENT).load("t-1")).toEqual(task);
      expect(await new StoredTasks(another.store, "qa").load("t-1")).toBeUndefined();
      expect(await tasks.load("t-2")).toBeUndefined();
      expect(await tasks.load("no/id")).toBeUndefined();
      await tasks.save(aTask("t-1", { state: TaskState.TASK_STATE_COMPLETED }));
      expect((await tasks.load("t-1"))?.status?.state).toBe(TaskState.TASK_STATE_COMPLETED);
    });

    it("are listed newest first, in pages, by state, context and time", async () => {
      const { tasks } = await opened();
      for (let at = 0; at < 7; at += 1) {
        await tasks.save(
          aTask(`t-${at}`, {
            at: `2026-01-01T00:00:0${at}.000Z`,
            contextId: at % 2 === 0 ? "even" : "odd",
            state: at < 3 ? TaskState.TASK_STATE_FAILED : TaskState.TASK_STATE_WORKING,
          }),
        );
      }
      const ids = async (more: object) => (await tasks.list(listing(more))).tasks.map(({ id }) => id);
      const first = await tasks.list(listing({ pageSize: 4 }));
      expect(first.tasks.map(({ id }) => id)).toEqual(["t-6", "t-5", "t-4", "t-3"]);
      expect(first).toMatchObject({ totalSize: 7, pageSize: 4 });
      expect(first.tasks[0]?.artifacts).toEqual([]);
      expect(await ids({ pageSize: 4, pageToken: first.nextPageToken })).toEqual(["t-2", "t-1", "t-0"]);
      expect(await ids({ contextId: "odd" })).toEqual(["t-5", "t-3", "t-1"]);
      expect(await ids({ contextId: "even", status: TaskState.TASK_STATE_FAILED })).toEqual(["t-2", "t-0"]);
      expect(await ids({ statusTimestampAfter: "2026-01-01T00:00:04.000Z" })).toEqual(["t-6", "t-5"]);
      const [whole] = (await tasks.list(listing({ pageSize: 1, includeArtifacts: true }))).tasks;
      expect(whole?.artifacts).toHaveLength(1);
    });

    it("that are under way are found", async () => {
      const { tasks } = await opened();
      const states = Object.values(TaskState).filter((one) => typeof one === "number" && one > 0);
      for (const state of states as TaskState[]) await tasks.save(aTask(`t-${state}`, { state }));
      const found = (await tasks.underWay()).map(({ status }) => status?.state).sort();
      expect(found).toEqual([TaskState.TASK_STATE_SUBMITTED, TaskState.TASK_STATE_WORKING]);
    });

    it("that ended long ago go with all that belongs to them, and no others", async () => {
      const { store, tasks } = await opened();
      const configs = new StoredPushConfigs(store, AGENT, { loopback: false });
      const outbox = new PushOutbox(store, AGENT);
      const states = Object.values(TaskState).filter((one) => typeof one === "number" && one > 0);
      for (const state of states as TaskState[]) {
        await tasks.save(aTask(`old-${state}`, { state, at: "2025-01-01T00:00:00.000Z" }));
        await tasks.save(aTask(`new-${state}`, { state, at: "2025-12-31T00:00:00.000Z" }));
      }
      const done = `old-${TaskState.TASK_STATE_COMPLETED}`;
      const open = `old-${TaskState.TASK_STATE_INPUT_REQUIRED}`;
      for (const taskId of [done, open]) {
        const config = TaskPushNotificationConfig.fromJSON({ id: "a.b", url: "https://hooks.example.com/" });
        await configs.save(taskId, CONTEXT, config);
        await outbox.add({ taskId, configId: "a.b" }, "{}", 0);
      }
      const ended = await endedA2aTasks(store, "2025-06-01T00:00:00.000Z");
      for (const task of ended) await deleteA2aTask(store, task);
      const names = ended.map(({ taskId }) => taskStateToJSON(Number(taskId.slice(4)) as TaskState));
      expect(ended.every(({ agentId, taskId }) => agentId === AGENT && taskId.startsWith("old-"))).toBe(true);
      expect(names.sort()).toEqual([
        "TASK_STATE_CANCELED",
        "TASK_STATE_COMPLETED",
        "TASK_STATE_FAILED",
        "TASK_STATE_REJECTED",
      ]);
      expect((await tasks.list(listing({ pageSize: 100 }))).totalSize).toBe(2 * states.length - 4);
      expect([(await configs.load(done)).length, (await configs.load(open)).length]).toEqual([0, 1]);
      expect(await outbox.lanes()).toEqual([{ taskId: open, configId: "a.b" }]);
    });
  });

  it("keeps notifications in the order in which they were added, whatever the clock says", async () => {
    const { clock, backend, store } = await opened();
    const lane = { taskId: "t", configId: "a.b" };
    const outbox = new PushOutbox(store, AGENT);
    for (const body of ["1", "2", "3"]) {
      await outbox.add(lane, body, clock.now());
      clock.advance(-1_000);
    }
    const after = new PushOutbox((await backend.another()).store, AGENT);
    await after.add(lane, "4", clock.now());
    await after.add({ ...lane, configId: "other" }, "0", clock.now());
    const { events } = await after.pending(lane);
    expect(events.map(({ body }) => body)).toEqual(["1", "2", "3", "4"]);
    for (const event of events) await after.remove(event);
    expect(await after.pending(lane)).toEqual({ events: [], dropped: 0 });
    expect(await after.lanes()).toEqual([{ taskId: "t", configId: "other" }]);
  });
}

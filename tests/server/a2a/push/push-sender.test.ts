import { StreamResponse, TaskPushNotificationConfig } from "@a2a-js/sdk";
import { ServerCallContext } from "@a2a-js/sdk/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { LeaseKeeper } from "../../../../src/runtime/lease-keeper.ts";
import type { postUntrusted } from "../../../../src/server/a2a/push/post.ts";
import { StoredPushConfigs } from "../../../../src/server/a2a/push/push-configs.ts";
import { PushOutbox } from "../../../../src/server/a2a/push/push-outbox.ts";
import { PushSender } from "../../../../src/server/a2a/push/push-sender.ts";
import { GenesisError } from "../../../../src/state/errors.ts";
import { openMemoryStores, type Stores } from "../../../../src/stores/open.ts";
import { fakeClock } from "../../../support/clock.ts";
import { silent } from "../../../support/services.ts";

const RULES = { loopback: false };
const AGENT = "genesis";
const HOOK = "https://hooks.example.com/a";
const DEAD = "https://dead.example.com/";

type Post = typeof postUntrusted;

function numbered(taskId: string, number: number): StreamResponse {
  return StreamResponse.fromJSON({
    statusUpdate: {
      taskId,
      contextId: "c",
      status: { state: "TASK_STATE_WORKING" },
      metadata: { number },
    },
  });
}

interface World {
  readonly stores: Stores;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly sent: [url: string, number: number][];
  /** What became of each notification that reached the URL. */
  numbers(url?: string): number[];
  sender(post?: Post, more?: { outbox?: PushOutbox; configs?: StoredPushConfigs }): PushSender;
  subscribe(taskId: string, url?: string, id?: string): Promise<void>;
  waiting(): Promise<number>;
}

/** Senders that share a database; posts are noted, and are taken unless `post` says otherwise. */
async function world(): Promise<World> {
  const clock = fakeClock();
  const stores = await openMemoryStores({ clock });
  const sent: [string, number][] = [];
  const all: PushSender[] = [];
  onTestFinished(async () => {
    for (const one of all) await one.close(0);
    await stores.close();
  });
  const configs = new StoredPushConfigs(stores.store, AGENT, RULES);
  return {
    ...{ stores, clock, sent },
    numbers: (url = HOOK) => sent.filter(([to]) => to === url).map(([, number]) => number),
    sender(post = async () => 200, more = {}) {
      const noting: Post = async (url, body, options) => {
        const { statusUpdate } = JSON.parse(body) as { statusUpdate: { metadata: { number: number } } };
        const status = await post(url, body, options);
        sent.push([url, statusUpdate.metadata.number]);
        return status;
      };
      const made = new PushSender({
        ...RULES,
        ...{ agentId: AGENT, clock, log: silent, backoffMs: 1, post: noting, configs },
        outbox: new PushOutbox(stores.store, AGENT),
        leases: new LeaseKeeper(stores.leases, clock),
        ...more,
      });
      all.push(made);
      return made;
    },
    async subscribe(taskId, url = HOOK, id = "mine") {
      const config = TaskPushNotificationConfig.fromJSON({ taskId, id, url });
      await configs.save(taskId, new ServerCallContext(), config);
    },
    waiting: async () => (await stores.store.search(["a2a", "push-outbox"], { limit: 10_000 })).length,
  };
}

/** Never answers, until it is broken off. */
const hanging: Post = (_url, _body, { signal }) =>
  new Promise((_resolve, reject) =>
    signal?.addEventListener("abort", () => reject(new Error("broken off")), { once: true }),
  );

describe("push notifications", () => {
  it("reach a receiver in the order of what happened, however long it takes to look configs up", async () => {
    const { stores, numbers, sender, subscribe, waiting } = await world();
    await subscribe("t");
    let delay = 20;
    class SlowAtFirst extends StoredPushConfigs {
      override async load(taskId: string) {
        delay = Math.max(0, delay - 5);
        await new Promise((resolve) => setTimeout(resolve, delay));
        return super.load(taskId);
      }
    }
    const pushes = sender(undefined, { configs: new SlowAtFirst(stores.store, AGENT, RULES) });
    await Promise.all(Array.from({ length: 12 }, (_, number) => pushes.send(numbered("t", number))));
    await expect.poll(waiting).toBe(0);
    expect(numbers()).toEqual(Array.from({ length: 12 }, (_, number) => number));
  });

  it("are what the task was when it happened", async () => {
    const { numbers, sender, subscribe } = await world();
    await subscribe("t");
    const response = numbered("t", 1);
    const sending = sender().send(response);
    if (response.payload?.$case === "statusUpdate") response.payload.value.metadata = { number: 2 };
    await sending;
    await expect.poll(() => numbers()).toEqual([1]);
  });

  it("that are refused for good make way for the next", async () => {
    const { numbers, sender, subscribe, waiting } = await world();
    await subscribe("t");
    const pushes = sender(async (_url, body) => {
      if (body.includes('"number":1')) return 410;
      if (body.includes('"number":2'))
        throw new GenesisError("A2A_CALLBACK_REFUSED", "It is refused.", { hint: "" });
      return 200;
    });
    for (const number of [1, 2, 3]) await pushes.send(numbered("t", number));
    await expect.poll(waiting).toBe(0);
    expect(numbers()).toEqual([1, 3]);
  });

  it("of other receivers don't wait for one that hangs", async () => {
    const { numbers, sender, subscribe, waiting } = await world();
    await subscribe("t", DEAD, "dead");
    await subscribe("t", HOOK, "alive.too");
    const pushes = sender((url, body, options) =>
      url === DEAD ? hanging(url, body, options) : Promise.resolve(200),
    );
    for (const number of [1, 2, 3]) await pushes.send(numbered("t", number));
    await expect.poll(() => numbers()).toEqual([1, 2, 3]);
    expect(numbers(DEAD)).toEqual([]);
    expect(await waiting()).toBe(3);
  });

  it("stop soon when a receiver is dead, and are sent in order by the next server", async () => {
    const { numbers, sender, subscribe, waiting } = await world();
    await subscribe("t");
    const before = sender(hanging);
    for (let number = 0; number < 200; number += 1) await before.send(numbered("t", number));
    const began = performance.now();
    await before.close(50);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect([await waiting(), numbers()]).toEqual([200, []]);
    await before.send(numbered("t", 200));
    expect(await waiting()).toBe(201);

    const after = sender();
    await after.recover();
    await after.send(numbered("t", 201));
    await expect.poll(waiting).toBe(0);
    expect(numbers()).toEqual(Array.from({ length: 202 }, (_, number) => number));
  });

  it("wait while their receiver fails, and go on in order when it is back", async () => {
    const { clock, numbers, sent, sender, subscribe, waiting } = await world();
    await subscribe("t");
    let isAway = true;
    const pushes = sender(async () => (isAway ? 503 : 200));
    await pushes.send(numbered("t", 1));
    await pushes.send(numbered("t", 2));
    await expect.poll(() => numbers()).toEqual([1, 1, 1, 1]);
    // It rests: neither something new nor looking again calls it.
    await pushes.send(numbered("t", 3));
    await pushes.recover();
    await pushes.close(1_000);
    expect([sent.length, await waiting()]).toEqual([4, 3]);

    const another = sender(async () => (isAway ? 503 : 200));
    await another.recover();
    await expect.poll(() => sent.length).toBe(8);
    isAway = false;
    clock.advance(30_000);
    await expect
      .poll(async () => {
        await another.recover();
        return waiting();
      })
      .toBe(0);
    expect(numbers().slice(8)).toEqual([1, 2, 3]);
  });

  it("are given up when nobody took them for days, or when their client has", async () => {
    const { stores, clock, numbers, sender, subscribe, waiting } = await world();
    await subscribe("old");
    await subscribe("left");
    const before = sender(hanging);
    await before.send(numbered("old", 1));
    await before.send(numbered("left", 2));
    await before.close(0);
    await new StoredPushConfigs(stores.store, AGENT, RULES).delete("left", new ServerCallContext(), "mine");
    clock.advance(72 * 3_600_000 + 1);
    const after = sender();
    await after.recover();
    await expect.poll(waiting).toBe(0);
    expect(numbers()).toEqual([]);
  });

  it("are delivered by one server at a time", async () => {
    const { stores, numbers, sender, subscribe, waiting } = await world();
    await subscribe("t");
    await stores.leases.acquire("a2a-push:genesis:t/mine", "another", 60_000);
    const pushes = sender();
    await pushes.send(numbered("t", 1));
    await pushes.close(1_000);
    expect([numbers(), await waiting()]).toEqual([[], 1]);
  });

  it("are bounded: the oldest go", async () => {
    const { stores, clock, numbers, sender, subscribe, waiting } = await world();
    await subscribe("t");
    const outbox = new PushOutbox(stores.store, AGENT, { maxPending: 10 });
    const before = sender(hanging, { outbox });
    for (let number = 0; number < 30; number += 1) {
      clock.advance(1);
      await before.send(numbered("t", number));
    }
    await before.close(0);
    const after = sender(undefined, { outbox });
    await after.recover();
    await expect.poll(waiting).toBe(0);
    expect(numbers()).toEqual(Array.from({ length: 10 }, (_, at) => 20 + at));
  });

  it("that can't be read make way, and nothing is told of what has no task or no receiver", async () => {
    const { stores, numbers, sender, subscribe, waiting } = await world();
    await subscribe("t");
    await stores.store.put(
      ["a2a", "push-outbox", AGENT, "t"],
      "mine/000000000000",
      { config_id: "mine" },
      false,
    );
    const pushes = sender();
    await pushes.send(numbered("t", 1));
    await pushes.send(numbered("other", 2));
    await pushes.send({ payload: undefined } as StreamResponse);
    await expect.poll(waiting).toBe(0);
    expect(numbers()).toEqual([1]);
  });
});

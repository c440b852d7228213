import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { createGenesis } from "../../src/genesis.ts";
import { verifyWebhook } from "../../src/tools/webhooks/signature.ts";
import { genesis as cli, finish } from "../support/cli.ts";
import { silent, temporaryFolder } from "../support/services.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";

vi.setConfig({ testTimeout: 120_000 });

const SECRET = "s3cret";
const environment = (home: string, url: string) => ({
  GENESIS_HOME: home,
  GENESIS_EXECUTION_MODE: "simulated",
  GENESIS_DASHBOARD_URL: url,
  GENESIS_WEBHOOK_SECRET: SECRET,
});
const open = (home: string, url: string) =>
  createGenesis({ sources: { env: environment(home, url) }, log: silent });

/** What a run without trouble tells, in its order. */
const STORY = [
  "RUN_STARTED",
  "STATUS_CHANGED GENERATING_IDEA",
  "STATUS_CHANGED COMPOSING_TEAM",
  "STATUS_CHANGED DECOMPOSING_TASKS",
  "STATUS_CHANGED ROUTING",
  "STATUS_CHANGED VALIDATING",
  "STATUS_CHANGED EXECUTING",
  "STATUS_CHANGED VALIDATING",
  "STATUS_CHANGED SUCCESS",
  "RUN_FINISHED",
];

/** What the receiver accepted of a business, each event once, in the order of arrival. */
function story({ deliveries }: WebhookReceiver, businessId: string): string[] {
  const told = deliveries.filter(({ event, status }) => event.business_id === businessId && status === 200);
  return [...new Map(told.map(({ event }) => [event.id, event])).values()].map(({ update_type, data }) =>
    update_type === "STATUS_CHANGED" ? `${update_type} ${data.status}` : update_type,
  );
}

describe("a run in the library", () => {
  it("tells the dashboard every step of its life, signed, numbered and in order", async () => {
    const receiver = await WebhookReceiver.start();
    const genesis = await open(temporaryFolder(), receiver.url);
    const result = await genesis.createBusiness("saas_tool", { name: "Ada Lovelace Tools" });
    await genesis.close();
    expect(story(receiver, result.business_id)).toEqual(STORY);
    expect(receiver.deliveries.map(({ event }) => event.sequence)).toEqual(STORY.map((_one, at) => at + 1));
    for (const { headers, body } of receiver.deliveries) {
      expect(verifyWebhook(headers, body, SECRET, Date.now()).valid).toBe(true);
      // No text of a person or a model.
      expect(body).not.toMatch(/Lovelace|prompt|description/);
    }
    expect(receiver.deliveries.at(-1)?.event.data).toMatchObject({
      run_id: result.business_id,
      status: "SUCCESS",
      error_code: null,
      task_count: result.task_count,
      simulated: true,
    });
  });

  it("a request that is refused is told of as well", async () => {
    const receiver = await WebhookReceiver.start();
    const genesis = await open(temporaryFolder(), receiver.url);
    const result = await genesis.createBusiness("no_such_type ada@example.com");
    await genesis.close();
    expect(story(receiver, result.business_id)).toEqual(["STATUS_CHANGED FAILED", "RUN_FINISHED"]);
    expect(receiver.deliveries.at(-1)?.event.data).toMatchObject({ error_code: "UNKNOWN_BUSINESS_TYPE" });
    expect(receiver.deliveries.map(({ body }) => body).join()).not.toContain("ada@example.com");
  });

  it("without a dashboard nothing is kept", async () => {
    const genesis = await createGenesis({
      sources: { env: { GENESIS_HOME: temporaryFolder(), GENESIS_EXECUTION_MODE: "simulated" } },
      log: silent,
    });
    await genesis.createBusiness("saas_tool");
    expect(await genesis.events.overview()).toEqual({
      dashboard: null,
      signed: false,
      counts: { pending: 0, delivered: 0, dead: 0, dropped: 0 },
      events: [],
    });
    await expect(genesis.events.flush()).rejects.toMatchObject({ code: "DASHBOARD_NOT_CONFIGURED" });
    await genesis.close();
  });
});

describe.each([
  ["hangs", "hang"],
  ["breaks off", "reset"],
  ["fails", { status: 500 }],
  ["refuses", { status: 400 }],
  ["lies", { status: 302, headers: { location: "http://127.0.0.1:1/" } }],
  ["answers without end", "endless"],
] as const)("a dashboard that %s", (name, fault) => {
  it("changes nothing in a run, and loses no event that it did not refuse", async () => {
    const receiver = await WebhookReceiver.start(() => fault);
    const genesis = await open(temporaryFolder(), receiver.url);
    const result = await genesis.createBusiness("saas_tool", undefined, { seed: 1 });
    expect(result).toMatchObject({ status: "SUCCESS", success: true });
    expect(result.metadata.warnings).toEqual([]);
    await genesis.close();
    const { counts } = await genesis.events.overview();
    expect(counts.pending + counts.dead + counts.delivered).toBe(STORY.length);
    if (name !== "refuses" && name !== "lies") expect(counts.dead).toBe(0);
    // Nobody was waited for: attempts are few, however many events there are.
    if (counts.pending > 0) expect(receiver.deliveries.length).toBeLessThan(STORY.length);
  });
});

it("what a dashboard missed while it was down is delivered by the next process, in order", async () => {
  const receiver = await WebhookReceiver.start();
  const home = temporaryFolder();
  await receiver.down();
  const first = await open(home, receiver.url);
  const { business_id } = await first.createBusiness("saas_tool");
  await first.close();
  expect((await first.events.overview()).counts).toMatchObject({ pending: STORY.length, delivered: 0 });
  await receiver.up();
  const second = await open(home, receiver.url);
  expect(await second.events.flush()).toMatchObject({ pending: 0, delivered: STORY.length });
  await second.close();
  expect(story(receiver, business_id)).toEqual(STORY);
});

describe("processes", () => {
  const child = (home: string, url: string, businessId: string): ChildProcess => {
    const started = spawn(
      process.execPath,
      [
        "--import",
        import.meta.resolve("tsx"),
        fileURLToPath(new URL("../support/webhook-child.ts", import.meta.url)),
        home,
        url,
        businessId,
      ],
      { stdio: ["ignore", "pipe", "pipe"], env: { PATH: process.env.PATH, HOME: home } },
    );
    onTestFinished(() => void started.kill("SIGKILL"));
    return started;
  };

  it("killed between recording and delivery, the next one delivers all of it, once", async () => {
    const receiver = await WebhookReceiver.start(() => "hang");
    const home = temporaryFolder();
    const businessId = crypto.randomUUID();
    const victim = child(home, receiver.url, businessId);
    await once(victim.stdout as NodeJS.ReadableStream, "data");
    victim.kill("SIGKILL");
    await once(victim, "close");
    receiver.behave = () => undefined;
    const genesis = await open(home, receiver.url);
    // Not held up by the lease of the one that died.
    expect(await genesis.events.flush()).toMatchObject({ pending: 0, delivered: STORY.length });
    await genesis.close();
    expect(story(receiver, businessId)).toEqual(STORY);
    const answered = receiver.deliveries.filter(({ status }) => status === 200);
    expect(answered).toHaveLength(STORY.length);
  });

  it("killed at any time and resumed, a run tells each step once", async () => {
    const receiver = await WebhookReceiver.start();
    const home = temporaryFolder();
    const businessId = crypto.randomUUID();
    const victim = child(home, receiver.url, businessId);
    await vi.waitFor(() => expect(receiver.deliveries.length).toBeGreaterThan(3), {
      timeout: 60_000,
      interval: 1,
    });
    victim.kill("SIGKILL");
    await once(victim, "close");
    const genesis = await open(home, receiver.url);
    await genesis.resume(businessId);
    await genesis.close();
    const told = story(receiver, businessId);
    expect(told).toEqual(STORY);
    expect(receiver.sequences(businessId)).toEqual(STORY.map((_one, at) => at + 1));
  });

  it("two on one home deliver each event once", async () => {
    const receiver = await WebhookReceiver.start();
    const home = temporaryFolder();
    const ids = [crypto.randomUUID(), crypto.randomUUID()];
    const ends = await Promise.all(ids.map((id) => finish(child(home, receiver.url, id))));
    expect(ends.map(({ code, err }) => [code, err])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    const genesis = await open(home, receiver.url);
    await genesis.events.flush();
    await genesis.close();
    for (const id of ids) expect(story(receiver, id)).toEqual(STORY);
    expect(receiver.deliveries).toHaveLength(2 * STORY.length);
  });
});

describe("genesis events", () => {
  let receiver: WebhookReceiver;
  const where = { cwd: temporaryFolder(), env: {} as Record<string, string> };

  beforeAll(async () => {
    receiver = new WebhookReceiver();
    await receiver.up();
    where.env = environment(join(where.cwd, ".genesis"), receiver.url);
    return () => receiver.down();
  });

  it("shows what was refused, sends it again with --dead, and exits with 1 while something is left", async () => {
    receiver.behave = ({ update_type }) => (update_type === "RUN_STARTED" ? { status: 400 } : undefined);
    const { code, out } = await cli(where, "create", "saas_tool", "--json");
    expect(code).toBe(0);
    const { business_id } = JSON.parse(out);
    const listed = await cli(where, "events");
    expect(listed.out).toContain("RUN_STARTED");
    expect(listed.out).toContain("WEBHOOK_HTTP_400");
    const overview = JSON.parse(
      (await cli(where, "events", "--business", business_id.slice(0, 8), "--json")).out,
    );
    expect(overview).toMatchObject({
      signed: true,
      counts: { dead: 1, delivered: STORY.length - 1, pending: 0 },
    });
    expect(overview.events).toHaveLength(STORY.length);
    expect((await cli(where, "events", "flush")).code).toBe(1);
    receiver.behave = () => undefined;
    const flushed = await cli(where, "events", "flush", "--dead", "--json");
    expect([flushed.code, JSON.parse(flushed.out)]).toEqual([
      0,
      { pending: 0, delivered: STORY.length, dead: 0, dropped: 0 },
    ]);
  });

  it("says when no dashboard is configured", async () => {
    const bare = { cwd: where.cwd, env: {} };
    expect((await cli(bare, "events")).out).toContain("No dashboard is configured");
    const refused = await cli(bare, "events", "flush");
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("DASHBOARD_NOT_CONFIGURED")]);
  });
});

import { readFileSync, writeFileSync } from "node:fs";
import { InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { onceOnly } from "../../../src/nodes/execute-tasks/once-only.ts";
import type { TaskWorker, WorkContext } from "../../../src/state/agent.ts";
import { systemClock } from "../../../src/state/clock.ts";
import { EffectJournal } from "../../../src/stores/effect-journal.ts";
import { type RemoteDeployment, readRemote } from "../../../src/tools/remote-host.ts";
import { aTask } from "../../support/tasks.ts";
import { aRequest, aVercel, SECRETS, writeProject } from "./support.ts";

describe("a deployment", () => {
  it("creates project, settings and deployment, and says where the site is", async () => {
    const { fake, host, workspace, request, counted } = await aVercel();
    const { receipt, warnings, checks } = await host.deploy(request());
    const [project] = fake.projects.values();
    expect(receipt).toMatchObject({
      deployment_id: fake.created[0],
      url: `http://${project?.site.host}`,
      release: 1,
      digest: request().release.digest,
    });
    expect(await (await fetch(receipt.url)).text()).toContain("<title>Ledger &amp; Loop</title>");
    expect(warnings).toEqual([expect.stringContaining("is lost whenever an instance ends")]);
    expect(checks).toHaveLength(3);
    expect(project?.framework).toBe("hono");
    expect(readRemote(workspace)).toMatchObject({
      state: "live",
      live: receipt,
      receipts: [receipt],
      left: [],
    });
    expect([await counted("attempt"), await counted("success"), await counted("failure")]).toEqual([1, 1, 0]);
  });

  it("keeps the product's secrets in encrypted settings and out of files and records", async () => {
    const { fake, host, workspace, request } = await aVercel();
    writeFileSync(workspace.path("project", ".env"), `OWNER_KEY=${SECRETS.OWNER_KEY}\n`);
    await host.deploy(request());
    const [project] = fake.projects.values();
    const [deployment] = fake.deployments.values();
    expect(project?.env.get("OWNER_KEY")).toMatchObject({ type: "encrypted", value: SECRETS.OWNER_KEY });
    expect(project?.env.get("BASE_URL")).toMatchObject({
      type: "plain",
      value: `http://${project?.site.host}`,
    });
    expect([...(deployment?.files.keys() ?? [])]).toEqual([
      ".env.example",
      "business.json",
      "package.json",
      "src/index.ts",
    ]);
    const record = readFileSync(workspace.path("remote.json"), "utf8");
    for (const value of [...Object.values(SECRETS), fake.token]) expect(record).not.toContain(value);
  });

  it("of the same content is found again, not made again", async () => {
    const { fake, host, request } = await aVercel();
    const first = await host.deploy(request());
    expect((await host.deploy(request())).receipt.deployment_id).toBe(first.receipt.deployment_id);
    expect((await host.reconcile(request()))?.receipt.url).toBe(first.receipt.url);
    expect(fake.created).toHaveLength(1);
    expect(fake.projects.size).toBe(1);
  });

  it("of a new release goes live in the same project, and the one before stays", async () => {
    const { fake, host, workspace, request } = await aVercel();
    const first = await host.deploy(request());
    writeProject(workspace, "2");
    const second = await host.deploy(aRequest(workspace, 2));
    expect(second.receipt.url).toBe(first.receipt.url);
    expect(fake.projects.size).toBe(1);
    expect([...fake.deployments.keys()]).toEqual(fake.created);
    writeProject(workspace, "1");
    const back = await host.deploy(aRequest(workspace, 3));
    expect(back.receipt.deployment_id).toBe(first.receipt.deployment_id);
    expect([...fake.projects.values()][0]?.production).toBe(first.receipt.deployment_id);
    expect(readRemote(workspace)?.receipts.map(({ release }) => release)).toEqual([2, 3]);
  });

  it("uploads only the files that Vercel lacks when a project is large", async () => {
    const { fake, host, workspace } = await aVercel();
    const large = (letter: string) => Buffer.alloc(900_000, letter);
    const files = new Map(["a", "b", "c"].map((letter) => [`public/x/${letter}.bin`, large(letter)]));
    workspace.write(files, "t");
    await host.deploy(aRequest(workspace));
    const uploads = fake.count(/^POST \/v2\/files/);
    expect(uploads).toBe(fake.files.size);
    workspace.write(new Map([["public/x/a.bin", large("z")]]), "t");
    await host.deploy(aRequest(workspace, 2));
    expect(fake.count(/^POST \/v2\/files/)).toBe(uploads + 1);
    expect(fake.created).toHaveLength(2);
    expect([...fake.deployments.values()][1]?.files.get("public/x/a.bin")?.subarray(0, 2).toString()).toBe(
      "zz",
    );
  });

  it("is found again among hundreds", async () => {
    const { fake, host, request } = await aVercel();
    const { receipt } = await host.deploy(request());
    const first = fake.deployments.get(receipt.deployment_id);
    for (let number = 0; first && number < 230; number += 1) {
      const created = first.created + 10 + number;
      fake.deployments.set(`dpl_x${number}`, { ...first, id: `dpl_x${number}`, meta: {}, created });
    }
    expect((await host.deploy(request())).receipt.deployment_id).toBe(receipt.deployment_id);
    expect(fake.created).toHaveLength(1);
  });

  it("is promoted when Vercel does not see to its addresses by itself", async () => {
    const { fake, host, request } = await aVercel();
    fake.autoAlias = false;
    await host.deploy(request());
    expect(fake.count(/promote/)).toBe(1);
  });

  it("goes to a domain of the owner's once it is verified, and says when it is not", async () => {
    const { fake, host, request } = await aVercel({ domain: "apps.example.com" });
    fake.verifyDomains = false;
    const { receipt, warnings } = await host.deploy(request());
    expect(receipt.url).toBe(`http://${[...fake.projects.values()][0]?.site.host}`);
    expect(warnings[1]).toMatch(/^ledger-loop-\w{8}\.apps\.example\.com is not verified yet/);
    await host.deploy(request());
    expect(fake.count(/^POST .*\/domains$/)).toBe(1);
  });

  it("works within a team", async () => {
    const { fake, hostOf, request } = await aVercel();
    fake.team = "team_1";
    await hostOf("team_1").deploy(request());
    expect(fake.created).toHaveLength(1);
  });

  it("does not touch a project of the same name that is somebody else's", async () => {
    const { fake, host, workspace, request } = await aVercel();
    await host.deploy(request());
    const [project] = fake.projects.values();
    project?.env.delete("GENESIS_BUSINESS");
    await expect(host.deploy(request())).rejects.toMatchObject({ code: "VERCEL_NAME_TAKEN" });
    const removal = await host.remove(workspace, request().signal);
    expect(removal).toMatchObject({ outcome: "partial", error: { code: "VERCEL_NAME_TAKEN" } });
    expect(fake.deployments.size).toBe(1);
  });
});

describe("an interruption", () => {
  it.each([
    ["after the project was made", /^POST \/v10\/projects\/\w+\/env/, 0],
    ["after the deployment was made", /^GET \/v13/, 1],
  ])("%s leaves what the next process goes on with", async (_when, on, made) => {
    const { fake, host, workspace } = await aVercel();
    const stop = new AbortController();
    fake.faults.push({ on, times: 1, act: "hang" });
    const begun = host.deploy(aRequest(workspace, 1, stop.signal));
    await expect.poll(() => fake.count(on)).toBe(1);
    stop.abort(new Error("killed"));
    await expect(begun).rejects.toThrow("killed");
    expect(readRemote(workspace)?.state).toBe("deploying");
    expect(fake.created).toHaveLength(made);
    expect(fake.projects.size).toBe(1);
    const found = await host.reconcile(aRequest(workspace));
    expect(found?.receipt.deployment_id).toBe(fake.created[0]);
    await host.deploy(aRequest(workspace));
    expect(fake.created).toHaveLength(1);
    expect(fake.projects.size).toBe(1);
  });

  it("between intent and receipt is settled by looking, never by doing it again", async () => {
    const { fake, host, workspace } = await aVercel();
    const journal = new EffectJournal(new InMemoryStore(), systemClock);
    const task = aTask({ task_id: "deploy-product", effect: "deploy" });
    const context = {
      businessId: "b",
      idempotencyKey: "b:deploy:1",
      signal: new AbortController().signal,
    } as WorkContext;
    const asResult = async (deployed: Promise<RemoteDeployment | undefined>) => {
      const found = await deployed;
      return found && { output: { deployment_url: found.receipt.url }, simulated: false };
    };
    let dies = true;
    const worker: TaskWorker = {
      kind: "test",
      async execute() {
        const result = await asResult(host.deploy(aRequest(workspace)));
        if (dies || !result) throw new Error("killed before the receipt");
        return result;
      },
      reconcile: () => asResult(host.reconcile(aRequest(workspace))),
    };
    const once = onceOnly(worker, { journal, fence: undefined });
    await expect(once.execute(task, context)).rejects.toThrow("killed before the receipt");
    dies = false;
    const { output } = await once.execute(task, context);
    expect(output.deployment_url).toBe(readRemote(workspace)?.live?.url);
    await once.execute(task, context);
    expect(fake.created).toHaveLength(1);
    expect(fake.count(/^POST \/v13/)).toBe(1);
  });

  it("before anything was made is nothing to reconcile", async () => {
    const { host, request } = await aVercel();
    expect(await host.reconcile(request())).toBeUndefined();
  });
});

describe("remote.json", () => {
  it("that can't be read stops everything before anything is done", async () => {
    const { fake, host, workspace, request } = await aVercel();
    writeFileSync(workspace.path("remote.json"), "{");
    const error = { code: "REMOTE_RECORD_INVALID" };
    await expect(host.deploy(request())).rejects.toMatchObject(error);
    await expect(host.reconcile(request())).rejects.toMatchObject(error);
    await expect(host.remove(workspace, request().signal)).rejects.toMatchObject(error);
    expect(fake.requests).toEqual([]);
  });

  it("names a project that somebody removed: it is made anew, and what was live there is forgotten", async () => {
    const { fake, host, workspace, request } = await aVercel();
    const first = await host.deploy(request());
    fake.projects.clear();
    fake.deployments.clear();
    const second = await host.deploy(request());
    expect(second.receipt.deployment_id).not.toBe(first.receipt.deployment_id);
    expect(readRemote(workspace)).toMatchObject({ state: "live", live: second.receipt });
  });
});

describe("a removal", () => {
  it("removes deployments and project, and is absent afterwards", async () => {
    const { fake, host, workspace, request, counted } = await aVercel();
    const never = await host.remove(workspace, request().signal);
    expect(never.outcome).toBe("absent");
    await host.deploy(request());
    const [id] = fake.created;
    const removal = await host.remove(workspace, request().signal);
    expect(removal).toMatchObject({ outcome: "removed", left: [], error: null });
    expect(removal.removed).toEqual([`deployment ${id}`, expect.stringMatching(/^project ledger-loop-/)]);
    expect([fake.projects.size, fake.deployments.size]).toEqual([0, 0]);
    expect((await host.remove(workspace, request().signal)).outcome).toBe("absent");
    expect(await counted("removed")).toBe(1);
    await host.deploy(request());
    expect(readRemote(workspace)?.state).toBe("live");
  });

  it("that breaks off says what is left and can be repeated", async () => {
    const { fake, host, workspace, request } = await aVercel();
    await host.deploy(request());
    const fault = { on: /^DELETE \/v9/, act: { status: 500 } as const, times: 3 };
    fake.faults.push(fault);
    const first = await host.remove(workspace, request().signal);
    expect(first).toMatchObject({
      outcome: "partial",
      removed: [`deployment ${fake.created[0]}`],
      left: [expect.stringMatching(/^project /)],
      error: { code: "VERCEL_UNAVAILABLE" },
    });
    expect(readRemote(workspace)?.left).toEqual(first.left);
    expect((await host.remove(workspace, request().signal)).outcome).toBe("removed");
  });

  it("does not take a team that is not there for a project that is not there", async () => {
    const { host, hostOf, workspace, request } = await aVercel();
    await host.deploy(request());
    const removal = await hostOf("team_wrong").remove(workspace, request().signal);
    expect(removal).toMatchObject({ outcome: "partial", error: { code: "VERCEL_NOT_FOUND" } });
  });
});

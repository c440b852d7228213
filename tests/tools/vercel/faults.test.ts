import { describe, expect, it } from "vitest";
import { GenesisError } from "../../../src/state/errors.ts";
import { readRemote } from "../../../src/tools/remote-host.ts";
import type { FakeVercel } from "../../support/fake-vercel.ts";
import type { Fault } from "../../support/fake-vercel-parts.ts";
import { aRequest, aVercel, SECRETS, writeProject } from "./support.ts";

const CREATE = /^POST \/v13\/deployments/;
const LOOK = /^GET \/v13\/deployments/;
const PROJECT = /^POST \/v11\/projects/;
const ANY = /./;

/** Faults that pass: the deployment succeeds, and everything is made once. */
const PASSING: readonly (readonly [string, Fault])[] = [
  [
    "a rate limit with Retry-After",
    { on: CREATE, times: 1, act: { status: 429, headers: { "retry-after": "0" } } },
  ],
  [
    "a rate limit with a reset in the past",
    { on: LOOK, times: 2, act: { status: 429, headers: { "x-ratelimit-reset": "1571432075" } } },
  ],
  ["a 500 at the project", { on: PROJECT, times: 2, act: { status: 500 } }],
  ["a 503 at the deployment", { on: CREATE, times: 1, act: { status: 503 } }],
  ["a cut before anything was done", { on: CREATE, times: 1, act: "cut" }],
  ["a cut after the project was made", { on: PROJECT, times: 1, act: "cut-after" }],
  ["a cut after the deployment was made", { on: CREATE, times: 1, act: "cut-after" }],
  ["a hang after the deployment was made", { on: CREATE, times: 1, act: "hang-body" }],
  ["a hang before the answer", { on: CREATE, times: 1, act: "hang" }],
  ["nonsense for an answer to the creation", { on: CREATE, times: 1, act: "garble" }],
  ["a hang while it builds", { on: LOOK, times: 1, act: "hang" }],
];

describe("faults that pass", () => {
  it.each(PASSING)("%s: one project, one deployment, live", async (_name, fault) => {
    const { fake, host, request } = await aVercel();
    fake.faults.push(fault);
    const { receipt } = await host.deploy(request());
    expect(fault.times).toBe(0);
    expect(fake.created).toEqual([receipt.deployment_id]);
    expect(fake.projects.size).toBe(1);
  });
});

type Setup = (fake: FakeVercel) => void;
const being =
  (change: Partial<Pick<FakeVercel, "build" | "site" | "team">>): Setup =>
  (fake) => {
    Object.assign(fake, change);
  };
const fault =
  (on: RegExp, act: Fault["act"]): Setup =>
  (fake) => {
    fake.faults.push({ on, act });
  };
const answer = (on: RegExp, status: number, error: object = {}, headers = {}) =>
  fault(on, { status, body: { error }, headers });
const far = String(Math.floor(Date.now() / 1_000) + 86_400);

/** Faults that stay: what happens, its code, its stage, and how often a deployment may have been asked for. */
const STAYING: readonly (readonly [string, Setup, string, string, number])[] = [
  ["401", answer(ANY, 401), "VERCEL_AUTH", "project", 0],
  ["403 at the creation", answer(CREATE, 403, { code: "forbidden" }), "VERCEL_AUTH", "create", 1],
  ["402", answer(PROJECT, 402, { code: "payment_required" }), "VERCEL_PAYMENT", "project", 0],
  ["a team that is not there", being({ team: "team_1" }), "VERCEL_NOT_FOUND", "project", 0],
  ["409 of a name that nobody can see", answer(PROJECT, 409), "VERCEL_NAME_TAKEN", "project", 0],
  ["400", answer(CREATE, 400, { code: "bad_request", message: "no" }), "VERCEL_REFUSED", "create", 1],
  [
    "a limit until tomorrow",
    answer(CREATE, 429, {}, { "x-ratelimit-reset": far }),
    "VERCEL_RATE_LIMITED",
    "create",
    1,
  ],
  ["a limit that does not end", answer(LOOK, 429), "VERCEL_RATE_LIMITED", "build", 1],
  ["500 for ever", answer(CREATE, 500), "VERCEL_UNAVAILABLE", "create", 3],
  ["cut for ever", fault(CREATE, "cut"), "VERCEL_UNAVAILABLE", "create", 3],
  ["an API that is something else", fault(PROJECT, "garble"), "VERCEL_ANSWER_INVALID", "project", 0],
  [
    "a redirect",
    answer(PROJECT, 302, {}, { location: "https://elsewhere.example" }),
    "VERCEL_ANSWER_INVALID",
    "project",
    0,
  ],
  [
    "missing files that are not ours",
    answer(CREATE, 400, { code: "missing_files", missing: ["ab"] }),
    "VERCEL_ANSWER_INVALID",
    "upload",
    1,
  ],
  ["a build that fails", being({ build: "error" }), "VERCEL_BUILD_FAILED", "build", 1],
  ["a build that is cancelled", being({ build: "canceled" }), "VERCEL_CANCELED", "build", 1],
  ["a build that never ends", being({ build: "never" }), "VERCEL_TIMEOUT", "build", 1],
  ["an error page", being({ site: "error-page" }), "VERCEL_SITE_INVALID", "site", 1],
  ["an empty page", being({ site: "empty" }), "VERCEL_SITE_INVALID", "site", 1],
  ["another title", being({ site: "wrong-title" }), "VERCEL_SITE_INVALID", "site", 1],
  ["a way elsewhere", being({ site: "redirect" }), "VERCEL_SITE_INVALID", "site", 1],
  ["no HTML", being({ site: "json" }), "VERCEL_SITE_INVALID", "site", 1],
  ["no answer", being({ site: "away" }), "VERCEL_SITE_INVALID", "site", 1],
  ["a protected site", being({ site: "protected" }), "VERCEL_SITE_PROTECTED", "site", 1],
];

describe("faults that stay", () => {
  it.each(STAYING)("%s: coded, undone, nothing left", async (_name, setUp, code, stage, asked) => {
    const { fake, host, workspace, request, counted } = await aVercel();
    setUp(fake);
    const error = await host.deploy(request()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GenesisError);
    expect(error).toMatchObject({ code, hint: expect.stringMatching(/.{20}/) });
    expect(String(error)).toContain(`stage "${stage}"`);
    expect(fake.count(CREATE)).toBe(asked);
    expect([fake.projects.size, fake.deployments.size]).toEqual([0, 0]);
    expect(readRemote(workspace)).toMatchObject({ state: "removed", live: null, receipts: [], left: [] });
    expect(await counted("failure")).toBe(1);
  });

  it.each([
    ["a build that fails", being({ build: "error" }), 0],
    ["an error page", being({ site: "error-page" }), 1],
  ] as const)("%s: the release before serves on", async (_name, setUp, promoted) => {
    const { fake, host, workspace, request, counted } = await aVercel();
    const { receipt } = await host.deploy(request());
    writeProject(workspace, "2");
    setUp(fake);
    await expect(host.deploy(aRequest(workspace, 2))).rejects.toThrow(GenesisError);
    expect([...fake.deployments.keys()]).toEqual([receipt.deployment_id]);
    expect((await fetch(receipt.url)).status).toBe(200);
    expect(fake.count(/promote/)).toBe(promoted);
    expect(readRemote(workspace)).toMatchObject({ state: "live", live: receipt });
    expect(await counted("rolled_back")).toBe(1);
  });

  it("what is live is never deleted, even when it is looked at again and fails", async () => {
    const { fake, host, workspace, request } = await aVercel();
    const { receipt } = await host.deploy(request());
    const [project] = fake.projects.values();
    project?.site.show(undefined, "good");
    await expect(host.deploy(request())).rejects.toMatchObject({ code: "VERCEL_SITE_INVALID" });
    expect([...fake.deployments.keys()]).toEqual([receipt.deployment_id]);
    expect(readRemote(workspace)).toMatchObject({ state: "live", live: receipt, left: [] });
  });

  it("a project that somebody removed is removed again when its new deployment fails", async () => {
    const { fake, host, workspace, request } = await aVercel();
    await host.deploy(request());
    fake.projects.clear();
    fake.deployments.clear();
    fake.build = "error";
    await expect(host.deploy(request())).rejects.toMatchObject({ code: "VERCEL_BUILD_FAILED" });
    expect([fake.projects.size, fake.deployments.size]).toEqual([0, 0]);
    expect(readRemote(workspace)).toMatchObject({ state: "removed", live: null, left: [] });
  });

  it("a project whose creation was never answered is found and removed", async () => {
    const { fake, host, request } = await aVercel();
    fake.faults.push({ on: PROJECT, times: 1, act: "cut-after" }, { on: PROJECT, act: "cut" });
    await expect(host.deploy(request())).rejects.toMatchObject({ code: "VERCEL_UNAVAILABLE" });
    expect(fake.count(PROJECT)).toBe(3);
    expect(fake.projects.size).toBe(0);
  });

  it("what nobody can tell is said too", async () => {
    const { fake, host, workspace, request } = await aVercel();
    fake.faults.push({ on: ANY, act: "cut" });
    await expect(host.deploy(request())).rejects.toThrow("Not undone: its project");
    expect(readRemote(workspace)).toMatchObject({ state: "failed", left: ["its project"] });
  });

  it("what can't be undone is said, and removed by the next removal", async () => {
    const { fake, host, workspace, request, counted } = await aVercel();
    fake.build = "error";
    fake.faults.push({ on: /^DELETE/, act: { status: 503 } });
    const error = String(await host.deploy(request()).catch((thrown: unknown) => thrown));
    expect(error).toContain(`Not undone: deployment ${fake.created[0]}`);
    expect(readRemote(workspace)).toMatchObject({ state: "failed", left: [`deployment ${fake.created[0]}`] });
    expect(await counted("rollback_failure")).toBe(1);
    fake.faults.length = 0;
    expect((await host.remove(workspace, request().signal)).outcome).toBe("removed");
    expect([fake.projects.size, fake.deployments.size]).toEqual([0, 0]);
  });

  it("a deployment after one that failed is made anew", async () => {
    const { fake, host, request } = await aVercel();
    fake.build = "error";
    await expect(host.deploy(request())).rejects.toMatchObject({ code: "VERCEL_BUILD_FAILED" });
    fake.build = "ready";
    await host.deploy(request());
    expect(fake.created).toHaveLength(2);
    expect(fake.deployments.size).toBe(1);
  });
});

describe("what is said", () => {
  it("never has the token or a secret of the product in it", async () => {
    const { fake, host, workspace, request } = await aVercel({ token: "wrong-token-that-is-secret" });
    const refused = await host.deploy(request()).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ code: "VERCEL_AUTH" });
    const other = await aVercel();
    other.fake.build = "error";
    const failed = await other.host.deploy(other.request()).catch((thrown: unknown) => thrown);
    expect(String(failed)).toContain("TS2304 with [redacted]");
    const said = JSON.stringify([refused, failed, String(refused), readRemote(workspace)]);
    for (const value of [
      "wrong-token-that-is-secret",
      other.fake.token,
      fake.token,
      ...Object.values(SECRETS),
    ]) {
      expect(said).not.toContain(value);
    }
  });
});

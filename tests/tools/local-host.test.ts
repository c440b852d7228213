import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildRelease } from "../../src/tools/build-release.ts";
import { readDeployment, writeDeployment } from "../../src/tools/deployment.ts";
import { LocalHost } from "../../src/tools/local-host.ts";
import { findInstance, isInstance } from "../../src/tools/product-process.ts";
import type { Workspace } from "../../src/tools/workspace.ts";
import { aWorkspace, productHome, put, tinyProject } from "../support/products.ts";

const host = new LocalHost();
const text = async (url: string) => (await fetch(url)).text();
const starts = (workspace: Workspace) => readFileSync(workspace.path("data/starts.txt"), "utf8").trim();

async function release(workspace: Workspace, body: string, setup?: string) {
  tinyProject(workspace, body, setup);
  return buildRelease(workspace);
}

/** A workspace with one release that runs. */
async function launched(body = "one") {
  const workspace = aWorkspace(productHome());
  const deployment = await host.launch(workspace, await release(workspace, body));
  return { workspace, deployment };
}

describe("launch", () => {
  it("starts the release on the loopback address and says where", async () => {
    const { workspace, deployment } = await launched();
    expect(deployment.url).toMatch(/^http:\/\/127\.0\.0\.1:2\d{4}$/);
    expect(await text(deployment.url)).toBe("one");
    expect(readlinkSync(workspace.path("current"))).toBe(join("releases", "1"));
    expect(readDeployment(workspace)).toEqual(deployment);
    expect(isInstance(deployment.pid ?? 0, deployment.instance)).toBe(true);
  });

  it("hands on nothing of our environment, and keeps the product's secrets to itself", async () => {
    process.env.NOT_FOR_PRODUCTS = "secret";
    const { workspace, deployment } = await launched().finally(() => delete process.env.NOT_FOR_PRODUCTS);
    const env = JSON.parse(await text(`${deployment.url}/env`));
    expect(Object.keys(env).sort()).toEqual(
      ["BASE_URL", "DATA_FOLDER", "HOST", "INSTANCE", "NODE_ENV"].concat([
        "OWNER_KEY",
        "PORT",
        "RELEASE",
        "SESSION_SECRET",
      ]),
    );
    expect(statSync(workspace.path(".env")).mode & 0o777).toBe(0o600);
    expect(readFileSync(workspace.path(".env"), "utf8")).toContain(`OWNER_KEY=${env.OWNER_KEY}\n`);
    expect(env.OWNER_KEY).toHaveLength(32);
    for (const file of ["deployment.json", "artefacts.json", "product.log"]) {
      expect(readFileSync(workspace.path(file), "utf8")).not.toContain(env.OWNER_KEY);
    }
  });

  it("does nothing when the release runs already, even asked twice at once", async () => {
    const workspace = aWorkspace(productHome());
    const first = await release(workspace, "one");
    const [a, b] = await Promise.all([host.launch(workspace, first), host.launch(workspace, first)]);
    expect(a).toEqual(b);
    expect(await host.launch(workspace, first)).toEqual(a);
    expect(starts(workspace)).toBe("1");
    expect(existsSync(workspace.path(".deploy.lock"))).toBe(false);
  });

  it("switches to a new release at the same URL, and keeps the data", async () => {
    const { workspace, deployment } = await launched();
    const next = await host.launch(workspace, await release(workspace, "two"));
    expect(next.url).toBe(deployment.url);
    expect(await text(next.url)).toBe("two");
    expect(starts(workspace).split("\n")).toEqual(["1", "2"]);
    expect(readlinkSync(workspace.path("current"))).toBe(join("releases", "2"));
    expect(findInstance(deployment.instance)).toBeUndefined();
  });

  it("leaves the old release in service when the new one does not start", async () => {
    const { workspace, deployment } = await launched();
    const broken = await release(workspace, "two", 'throw new Error("no such luck");');
    await expect(host.launch(workspace, broken)).rejects.toMatchObject({
      code: "RELEASE_UNHEALTHY",
      message: expect.stringContaining("no such luck"),
    });
    expect(readDeployment(workspace)).toEqual(deployment);
    expect(await text(deployment.url)).toBe("one");
    expect(starts(workspace)).toBe("1");
    expect(readlinkSync(workspace.path("current"))).toBe(join("releases", "1"));
  });

  it("goes back to the old release when the new one fails in its place", async () => {
    const { workspace, deployment } = await launched();
    // It stands the rehearsal, but not the real data.
    const setup = 'if ((process.env.DATA_FOLDER ?? "").endsWith("/data")) throw new Error("stage fright");';
    const broken = await release(workspace, "two", setup);
    await expect(host.launch(workspace, broken)).rejects.toMatchObject({ code: "RELEASE_UNHEALTHY" });
    expect(await text(deployment.url)).toBe("one");
    expect(readDeployment(workspace)).toMatchObject({ release: 1, state: "running" });
  });

  it("launches nothing when the first release does not start", async () => {
    const workspace = aWorkspace(productHome());
    const broken = await release(workspace, "", "process.exit(3);");
    await expect(host.launch(workspace, broken)).rejects.toMatchObject({ code: "RELEASE_UNHEALTHY" });
    expect(existsSync(workspace.path("current"))).toBe(false);
    expect(readDeployment(workspace)).toMatchObject({ state: "stopped", pid: null });
  });

  it("takes another port when its own is in use", async () => {
    const { workspace, deployment } = await launched();
    await host.stop(workspace);
    const squatter = createServer().listen(deployment.port, "127.0.0.1");
    await once(squatter, "listening");
    const moved = await host.start(workspace);
    expect(moved.port).not.toBe(deployment.port);
    expect(await text(moved.url)).toBe("one");
    squatter.close();
  });

  it("finds the process again that was started just before a kill", async () => {
    const { workspace, deployment } = await launched();
    writeDeployment(workspace, { ...deployment, state: "starting", pid: null });
    const again = await host.start(workspace);
    expect(again.instance).toBe(deployment.instance);
    expect(starts(workspace)).toBe("1");
    writeDeployment(workspace, { ...deployment, state: "starting", pid: null });
    await host.stop(workspace);
    expect(findInstance(deployment.instance)).toBeUndefined();
  });
});

describe("stop", () => {
  it("ends the process, may be repeated, and start brings it back at its URL", async () => {
    const { workspace, deployment } = await launched();
    expect(await host.stop(workspace)).toMatchObject({ state: "stopped", pid: null });
    expect(await host.stop(workspace)).toMatchObject({ state: "stopped" });
    await expect(fetch(deployment.url)).rejects.toThrow();
    const again = await host.start(workspace);
    expect(again.url).toBe(deployment.url);
    expect(await text(again.url)).toBe("one");
  });

  it("never ends a process that only has the number", async () => {
    const { workspace, deployment } = await launched();
    await host.stop(workspace);
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    writeDeployment(workspace, { ...deployment, pid: stranger.pid ?? 0, state: "running" });
    await host.stop(workspace);
    await host.start(workspace);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
  });

  it("ends a process that does not listen to SIGTERM", { timeout: 30_000 }, async () => {
    const workspace = aWorkspace(productHome());
    const deaf = await release(workspace, "", 'process.on("SIGTERM", () => {});');
    const { instance } = await host.launch(workspace, deaf);
    await host.stop(workspace);
    expect(findInstance(instance)).toBeUndefined();
  });
});

describe("takeDown", () => {
  it("removes the releases, keeps project, record and data, and may be repeated", async () => {
    const { workspace, deployment } = await launched();
    await host.takeDown(workspace, { deleteData: false });
    await host.takeDown(workspace, { deleteData: false });
    expect(readDeployment(workspace)).toMatchObject({ state: "taken_down", url: deployment.url });
    expect([existsSync(workspace.path("releases")), existsSync(workspace.path("data"))]).toEqual([
      false,
      true,
    ]);
    await expect(host.start(workspace)).rejects.toMatchObject({ code: "NOT_DEPLOYED" });
    await host.takeDown(workspace, { deleteData: true });
    expect(existsSync(workspace.path("data"))).toBe(false);
    const back = await host.launch(workspace, await buildRelease(workspace));
    expect(await text(back.url)).toBe("one");
  });

  it("is fine with a business that was never deployed", async () => {
    const workspace = aWorkspace(productHome());
    expect(await host.takeDown(workspace, { deleteData: true })).toBeUndefined();
    await expect(host.start(workspace)).rejects.toMatchObject({ code: "NOT_DEPLOYED" });
  });
});

describe("the lock", () => {
  it("of a process that is gone is removed", async () => {
    const { workspace } = await launched();
    for (const holder of ["999999999", String(process.pid)]) {
      writeFileSync(workspace.path(".deploy.lock"), holder);
      await host.stop(workspace);
      expect(existsSync(workspace.path(".deploy.lock"))).toBe(false);
    }
  });
});

it("starts a release whose links are broken, as after Genesis was moved", async () => {
  const { workspace } = await launched();
  await host.stop(workspace);
  rmSync(workspace.path("releases/1/node_modules"), { recursive: true });
  await host.start(workspace);
  expect(existsSync(workspace.path("releases/1/node_modules/hono/package.json"))).toBe(true);
});

it("says when deployment.json can't be read", async () => {
  const { workspace } = await launched();
  await host.stop(workspace);
  const kept = readFileSync(workspace.path("deployment.json"), "utf8");
  put(workspace.path("deployment.json"), "{}");
  await expect(host.start(workspace)).rejects.toMatchObject({ code: "DEPLOYMENT_INVALID" });
  put(workspace.path("deployment.json"), kept);
});

import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { readDeployment } from "../../src/tools/deployment.ts";
import { Workspace } from "../../src/tools/workspace.ts";
import { finish, genesis, type Session, session, start } from "../support/cli.ts";
import { stopProducts } from "../support/products.ts";

// Every step starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** A session in which products are built; they are stopped after the test. */
function realSession(): Session & { home: string } {
  const where = session({ GENESIS_EXECUTION_MODE: "real" });
  const home = join(where.cwd, ".genesis");
  onTestFinished(() => stopProducts(home));
  return { ...where, home };
}

async function created(where: Session, ...args: string[]) {
  const { code, out, err } = await genesis(where, "create", ...args, "--json");
  expect(code, err).toBe(0);
  return JSON.parse(out);
}

const get = async (url: string) => (await fetch(url)).text();

describe("genesis create, for real", () => {
  it("ends in SUCCESS with a product that answers at its URL, and says how each feature was met", async () => {
    const where = realSession();
    const result = await created(
      where,
      ...["saas_dashboard", "--name", "AI Finance Copilot", "--seed", "5", "--tech", "Stripe"],
      ...["--feature", "Cashflow forecasting", "--feature", "Moon <b>phases</b>"],
    );
    expect(result).toMatchObject({
      status: "SUCCESS",
      metadata: { simulated: false, execution_mode: "real" },
    });
    expect(result.task_results.every((task: { simulated: boolean }) => !task.simulated)).toBe(true);
    expect(result.metadata.features).toEqual([
      expect.objectContaining({ feature: "Cashflow forecasting", met_by: expect.any(String) }),
      expect.objectContaining({
        feature: "Moon <b>phases</b>",
        met_by: "records",
        page: "/m/moon-b-phases-b",
      }),
    ]);
    const page = await get(result.deployment_url);
    expect(page).toContain("AI Finance Copilot");
    expect(page).toContain("Moon &lt;b&gt;phases&lt;/b&gt;");
    const [workspace] = Workspace.all(where.home);
    const secrets = readFileSync(workspace?.path(".env") ?? "", "utf8").match(/=(.+)/g) ?? [];
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) expect(JSON.stringify(result)).not.toContain(secret.slice(1));
  });

  it("builds nothing with --simulated", async () => {
    const where = realSession();
    const result = await created(where, "saas_tool", "--simulated");
    expect(result.metadata).toMatchObject({ simulated: true, features: [] });
    expect(existsSync(join(where.home, "businesses"))).toBe(false);
  });
});

it("stop, preview, takedown, list and show agree on what runs", async () => {
  const where = realSession();
  const { business_id, deployment_url: url } = await created(where, "saas_tool", "--seed", "2");
  const id = business_id.slice(0, 8);
  const product = async () => JSON.parse((await genesis(where, "list", "--json")).out)[0].product;
  expect(await product()).toBe("answers");
  expect((await genesis(where, "stop", id)).out).toContain("is stopped");
  await expect(fetch(url)).rejects.toThrow();
  expect(await product()).toBe("stopped");
  expect((await genesis(where, "list")).out).toContain(`${url} (stopped)`);
  expect((await genesis(where, "show", id)).out).toContain("stopped; genesis preview starts it again");
  const preview = JSON.parse((await genesis(where, "preview", id, "--json")).out);
  expect(preview).toMatchObject({ business_id, url, state: "running", release: 1 });
  expect(readFileSync(preview.owner_key_file, "utf8")).toContain("OWNER_KEY=");
  expect(await get(`${url}/healthz`)).toContain('"ok"');
  for (const _repeated of [1, 2]) {
    const { code, out } = await genesis(where, "takedown", id);
    expect([code, out]).toEqual([0, expect.stringContaining("is taken down")]);
  }
  expect(await product()).toBe("taken down");
  const refused = await genesis(where, "preview", id);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("NOT_DEPLOYED")]);
  expect((await genesis(where, "stop", "ffffffff")).err).toContain("RUN_NOT_FOUND");
});

it("serve hosts all products, starts again what dies, and stops them at Ctrl-C", async () => {
  const where = realSession();
  const { deployment_url: url } = await created(where, "landing_page_waitlist");
  const [workspace] = Workspace.all(where.home);
  if (!workspace) throw new Error("there is a product");
  await genesis(where, "stop", workspace.businessId);
  const child = start(where, ["serve"]);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  expect(String(await once(lines, "line"))).toContain(url);
  const before = readDeployment(workspace);
  process.kill(before?.pid ?? 0, "SIGKILL");
  await once(lines, "line");
  expect(await get(`${url}/healthz`)).toContain(readDeployment(workspace)?.instance);
  expect(readDeployment(workspace)?.instance).not.toBe(before?.instance);
  child.kill("SIGINT");
  expect((await finish(child)).code).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

it("serve says when there is nothing to serve", async () => {
  const { code, out } = await genesis(realSession(), "serve");
  expect([code, out]).toEqual([0, expect.stringContaining("There is no product yet")]);
});

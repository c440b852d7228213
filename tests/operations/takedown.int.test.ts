import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished, vi } from "vitest";
import type { TakedownPart } from "../../src/state/takedown.ts";
import { buildRelease } from "../../src/tools/build-release.ts";
import { readDeployment } from "../../src/tools/deployment.ts";
import { LocalHost } from "../../src/tools/local-host.ts";
import { genesis as cli } from "../support/cli.ts";
import { aWorkspace, BUSINESS_ID, productHome, put, tinyProject } from "../support/products.ts";
import { genesisIn } from "./support.ts";

vi.setConfig({ testTimeout: 120_000 });

/** A product that answers, with some data of its users. */
async function running(home = productHome()) {
  const workspace = aWorkspace(home);
  tinyProject(workspace, "hello");
  const { url } = await new LocalHost().launch(workspace, await buildRelease(workspace));
  put(workspace.path("data", "users.txt"), "ada");
  return { home, workspace, url };
}

const payments = (): TakedownPart & { calls: number } => {
  const part = {
    name: "payments",
    calls: 0,
    async takeDown() {
      part.calls += 1;
      return { outcome: "removed" as const, detail: "" };
    },
  };
  return part;
};

it("takes the product on this machine down, keeps its data, and deletes that when asked to", async () => {
  const { home, workspace, url } = await running();
  const genesis = await genesisIn({ home });
  const [first] = (await genesis.takedown(BUSINESS_ID)).parts;
  expect(first).toMatchObject({ part: "product", outcome: "removed", error_code: null });
  await expect(fetch(url)).rejects.toThrow();
  expect(existsSync(workspace.path("releases"))).toBe(false);
  expect(existsSync(workspace.path("data", "users.txt"))).toBe(true);
  expect((await genesis.takedown(BUSINESS_ID)).parts[0]).toMatchObject({ outcome: "absent" });
  expect((await genesis.takedown(BUSINESS_ID, { deleteData: true })).parts[0]).toMatchObject({
    outcome: "removed",
  });
  expect(existsSync(workspace.path("data"))).toBe(false);
  expect((await genesis.takedown(BUSINESS_ID, { deleteData: true })).parts[0]).toMatchObject({
    outcome: "absent",
  });
  expect(existsSync(workspace.project)).toBe(true);
});

it("killed in the middle, the next one does what is left and no more", async () => {
  const { home, workspace } = await running();
  const victim = spawn(
    process.execPath,
    [
      "--import",
      import.meta.resolve("tsx"),
      fileURLToPath(new URL("../support/takedown-child.ts", import.meta.url)),
      home,
      BUSINESS_ID,
    ],
    { stdio: ["ignore", "pipe", "inherit"], env: { PATH: process.env.PATH, HOME: home } },
  );
  onTestFinished(() => void victim.kill("SIGKILL"));
  await once(victim.stdout, "data");
  victim.kill("SIGKILL");
  await once(victim, "close");
  expect(readDeployment(workspace)?.state).toBe("taken_down");
  const part = payments();
  const genesis = await genesisIn({ home }, { takedownParts: [part] });
  const { complete, parts } = await genesis.takedown(BUSINESS_ID);
  expect(complete).toBe(true);
  // That it was removed is what the one before had found out.
  expect(parts.map(({ part: name, outcome }) => [name, outcome])).toEqual([
    ["product", "removed"],
    ["deployment", "absent"],
    ["payments", "removed"],
    ["memory", "absent"],
  ]);
  expect(part.calls).toBe(1);
});

it("a part that fails on the command line: exit 1, what is left, and what to do", async () => {
  const { home, workspace } = await running();
  const where = { cwd: home, env: { GENESIS_HOME: home } };
  const record = workspace.path("deployment.json");
  const whole = readFileSync(record, "utf8");
  put(record, "{ not JSON");
  const failed = await cli(where, "takedown", BUSINESS_ID.slice(0, 8), "--json");
  put(record, whole);
  expect(failed.code).toBe(1);
  expect(failed.err).toContain("TAKEDOWN_INCOMPLETE");
  expect(failed.err).toContain("genesis takedown");
  expect(JSON.parse(failed.out)).toMatchObject({
    state: "unknown",
    complete: false,
    parts: [
      { part: "product", outcome: "failed", error_code: "DEPLOYMENT_INVALID" },
      { part: "deployment", outcome: "absent" },
      { part: "payments", outcome: "absent" },
      { part: "memory", outcome: "absent" },
    ],
  });
  const mended = await cli(where, "takedown", BUSINESS_ID.slice(0, 8));
  expect([mended.code, mended.out]).toEqual([0, expect.stringMatching(/product +removed/)]);
});

it("the command tells each part, for people and as JSON", async () => {
  const { home } = await running();
  const where = { cwd: home, env: { GENESIS_HOME: home } };
  const shown = await cli(where, "takedown", BUSINESS_ID.slice(0, 8));
  expect([shown.code, shown.out]).toEqual([
    0,
    expect.stringContaining("Ledger Loop is taken down. Its data is kept"),
  ]);
  expect(shown.out).toMatch(/product +removed/);
  const { code, out } = await cli(where, "takedown", BUSINESS_ID.slice(0, 8), "--delete-data", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    business_id: BUSINESS_ID,
    name: "Ledger Loop",
    state: "taken_down",
    data_deleted: true,
    complete: true,
    parts: [
      { part: "product", outcome: "removed", error_code: null },
      { part: "deployment", outcome: "absent", error_code: null },
      { part: "payments", outcome: "absent", error_code: null },
      { part: "memory", outcome: "absent", error_code: null },
    ],
  });
  expect((await cli(where, "takedown", "ffffffff")).err).toContain("RUN_NOT_FOUND");
});

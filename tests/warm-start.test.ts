import { afterEach, describe, expect, it } from "vitest";
import { createGenesis, type Genesis, type GenesisOptions, warmStart } from "../src/index.ts";
import { openMemoryStores } from "../src/stores/open.ts";
import { silent, temporaryFolder } from "./support/services.ts";

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function genesisWith(options: GenesisOptions = {}): Promise<Genesis> {
  const env = { GENESIS_EXECUTION_MODE: "simulated", GENESIS_HOME: temporaryFolder() };
  const genesis = await createGenesis({ sources: { env }, log: silent, ...options });
  open.push(genesis);
  return genesis;
}

const stepOf = (report: Awaited<ReturnType<typeof warmStart>>, name: string) =>
  report.steps.find((step) => step.name === name);

describe("warmStart", () => {
  it("leaves at least 3 playbooks for every archetype, and a second one adds nothing", async () => {
    const genesis = await genesisWith();
    const first = await warmStart(genesis);
    expect(first.steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "flags ok",
      "memory ok",
      "safety ok",
      "playbooks ok",
      "best practices ok",
      "smoke run ok",
    ]);
    expect(first.ok).toBe(true);
    for (const type of genesis.archetypes.types()) {
      expect([type, (await genesis.memory.countPlaybooks(type)) >= 3]).toEqual([type, true]);
    }
    const exported = await genesis.memory.export();
    const second = await warmStart(genesis);
    expect(stepOf(second, "playbooks")?.detail).toBe("0 added, 30 were there");
    expect(stepOf(second, "best practices")?.detail).toBe("0 added, 8 were there");
    expect(await genesis.memory.export()).toEqual(exported);
  });

  it("leaves no trace of the smoke run", async () => {
    const genesis = await genesisWith();
    await warmStart(genesis);
    expect(await genesis.list()).toEqual([]);
    expect(await genesis.memory.list(["business"])).toEqual([]);
    expect(await genesis.memory.list(["agent"])).toEqual([]);
  });

  it("gives the next run its practices", async () => {
    const genesis = await genesisWith();
    await warmStart(genesis);
    const { business_id } = await genesis.createBusiness("saas_tool");
    const { state } = await genesis.show(business_id);
    expect(state.best_practices).toHaveLength(5);
    expect(state.best_practices.join()).toContain("health check");
  });

  it.each([
    ["orchestration_enabled", false],
    ["maintenance_mode", true],
    ["emergency_shutdown", true],
  ])("has a problem while %s is %s, and still does the other steps", async (flag, value) => {
    const report = await warmStart(await genesisWith({ flags: { [flag]: value } }));
    expect(report.ok).toBe(false);
    expect(stepOf(report, "flags")).toMatchObject({
      state: "problem",
      detail: expect.stringContaining(flag),
    });
    expect(stepOf(report, "playbooks")?.state).toBe("ok");
  });

  it("only notes that no model is asked", async () => {
    const report = await warmStart(await genesisWith({ flags: { llm_integration_enabled: false } }));
    expect(stepOf(report, "flags")?.state).toBe("note");
    expect(report.ok).toBe(true);
  });

  it("reports a memory that can't be written", async () => {
    const stores = await openMemoryStores();
    const genesis = await genesisWith({ stores });
    await stores.close();
    const report = await warmStart(genesis);
    expect(stepOf(report, "memory")).toMatchObject({
      state: "problem",
      detail: expect.stringContaining("[STORE_CLOSED]"),
    });
    expect(stepOf(report, "smoke run")?.state).toBe("ok");
  });
});

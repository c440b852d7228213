import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FlagName } from "./config/flag-definitions.ts";
import type { Genesis } from "./genesis.ts";
import { compileGraph } from "./graph/compile.ts";
import { createServices } from "./services.ts";
import { toErrorInfo } from "./state/errors.ts";
import { playbookCase, seededPractice } from "./stores/memory/seeds.ts";
import { openMemoryStores } from "./stores/open.ts";
import { createLogger } from "./telemetry/logger.ts";
import { loadPlaybooks, loadPracticeSeeds } from "./templates/playbooks.ts";

export interface WarmStartStep {
  readonly name: "flags" | "memory" | "safety" | "playbooks" | "best practices" | "smoke run";
  readonly state: "ok" | "note" | "problem";
  readonly detail: string;
}

export interface WarmStartReport {
  /** True when no step has a problem. */
  readonly ok: boolean;
  readonly steps: readonly WarmStartStep[];
}

type Finding = Pick<WarmStartStep, "state" | "detail">;

/** Playbooks that every built-in archetype must have (guide 23.1). */
const MIN_PLAYBOOKS = 3;
const SMOKE_TYPES = ["landing_page_waitlist", "saas_tool"];

/**
 * The warm start checklist (guide 23.1): flags, write permission of memory, safety, playbooks, best practices, and a
 * simulated run. Seeding is idempotent. Never throws: what fails is a problem in the report, and later steps run.
 */
export async function warmStart(genesis: Genesis): Promise<WarmStartReport> {
  const steps: WarmStartStep[] = [];
  const step = async (name: WarmStartStep["name"], check: () => Promise<Finding>) => {
    steps.push({ name, ...(await found(check)) });
  };
  await step("flags", () => checkFlags(genesis));
  await step("memory", () => checkMemory(genesis));
  await step("safety", async () => ({ state: "ok", detail: "the built-in gate needs no keys" }));
  await step("playbooks", () => seedPlaybooks(genesis));
  await step("best practices", () => seedPractices(genesis));
  await step("smoke run", () => smokeRun(genesis));
  return { ok: steps.every(({ state }) => state !== "problem"), steps };
}

async function found(check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    const { message, hint, code } = toErrorInfo(error);
    return { state: "problem", detail: `${message} ${hint} [${code}]` };
  }
}

async function checkFlags({ flags }: Genesis): Promise<Finding> {
  const on = (name: FlagName) => flags.isEnabled(name);
  if (!(await on("orchestration_enabled"))) {
    return { state: "problem", detail: "orchestration_enabled is off: no run would start" };
  }
  for (const name of ["emergency_shutdown", "maintenance_mode"] as const) {
    if (await on(name)) return { state: "problem", detail: `${name} is on: new runs are refused` };
  }
  return (await on("llm_integration_enabled"))
    ? { state: "ok", detail: "orchestration_enabled and llm_integration_enabled are on" }
    : { state: "note", detail: "llm_integration_enabled is off: ideas come from the local generator" };
}

async function checkMemory(genesis: Genesis): Promise<Finding> {
  await genesis.checkMemory();
  return { state: "ok", detail: "memory can be written and read" };
}

async function seedPlaybooks({ memory, archetypes }: Genesis): Promise<Finding> {
  const playbooks = loadPlaybooks();
  const cases = [...playbooks].flatMap(([type, own]) => own.map((playbook) => playbookCase(type, playbook)));
  const added = await memory.addCases(cases);
  const detail = `${added} added, ${cases.length - added} were there`;
  const counts = await Promise.all(
    archetypes.types().map(async (type) => ({ type, count: await memory.countPlaybooks(type) })),
  );
  const short = counts.filter(({ count }) => count < MIN_PLAYBOOKS).map(({ type }) => type);
  if (short.length === 0) return { state: "ok", detail };
  // Archetypes of the user's own come without playbooks; they learn from their runs.
  const state = short.some((type) => playbooks.has(type)) ? "problem" : "note";
  return { state, detail: `${detail}; fewer than ${MIN_PLAYBOOKS} for ${short.join(", ")}` };
}

async function seedPractices({ memory }: Genesis): Promise<Finding> {
  const practices = loadPracticeSeeds().map(seededPractice);
  const changed = await memory.putPractices(practices);
  return { state: "ok", detail: `${changed} added, ${practices.length - changed} were there` };
}

/**
 * Two businesses at once without requirements (guide 23.1, item 5), simulated, with the local generator, in stores
 * that are gone afterwards: a smoke test must cost nothing and leave nothing to learn from.
 */
async function smokeRun({ config, archetypes }: Genesis): Promise<Finding> {
  const log = createLogger({ level: "silent" });
  const home = join(tmpdir(), `genesis-smoke-${randomUUID()}`);
  const services = await createServices({ ...config, home }, log, {
    flags: { llm_integration_enabled: false, a2a_integration_enabled: false },
  });
  const stores = await openMemoryStores();
  try {
    const graph = compileGraph(services, log, stores);
    const types = SMOKE_TYPES.filter((type) => archetypes.get(type) !== undefined);
    const results = await Promise.all(
      types.map((business_type) =>
        graph.invoke(
          { business_type, seed: 1, execution_mode: "simulated" },
          { configurable: { thread_id: randomUUID() } },
        ),
      ),
    );
    const failed = results.find(({ success }) => !success);
    if (failed === undefined)
      return { state: "ok", detail: `${results.length} simulated businesses at once` };
    return { state: "problem", detail: `${failed.metadata.business_type}: ${failed.error_message}` };
  } finally {
    await stores.close();
  }
}

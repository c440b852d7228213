import { existsSync } from "node:fs";
import { type GenesisConfig, loadConfig } from "../../config/config.ts";
import { FeatureFlags } from "../../config/feature-flags.ts";
import { systemClock } from "../../state/clock.ts";
import { toErrorInfo } from "../../state/errors.ts";
import { openStores } from "../../stores/open.ts";
import { checkIntegrity } from "../../stores/sqlite/driver.ts";
import { loadArchetypes } from "../../templates/archetypes.ts";
import { type Console, printJson, printLine } from "../output.ts";
import { type Paint, painter, wantsColours } from "../text.ts";

interface Check {
  readonly name: string;
  readonly state: "ok" | "note" | "problem";
  readonly detail: string;
}

/** `genesis doctor`: what works, what is switched off for want of configuration, what is broken. */
export async function doctor({ json }: { json: boolean }, console: Console): Promise<number> {
  const checks = [nodeVersion(), ...(await checkInstallation())];
  if (json) printJson(console, checks);
  else
    printLine(
      console,
      checks.map((check) => checkLine(check, painter(wantsColours(console.stdout)))).join("\n"),
    );
  return checks.some((check) => check.state === "problem") ? 1 : 0;
}

/** A broken configuration is a finding like any other; without one there is nothing else to look at. */
async function checkInstallation(): Promise<Check[]> {
  let config: GenesisConfig;
  try {
    config = loadConfig();
  } catch (error) {
    return [problem("configuration", error)];
  }
  return [
    { name: "home", state: "ok", detail: config.home },
    {
      name: "config file",
      state: "ok",
      detail: existsSync(config.configFile) ? config.configFile : "none (defaults)",
    },
    await checked("database", () => database(config)),
    await checked("business types", async () => businessTypes(config)),
    await checked("feature flags", () => featureFlags(config)),
    model(config),
    execution(config),
    vercel(config),
  ];
}

function execution({ execution: { mode } }: GenesisConfig): Check {
  const detail = "simulated: tasks produce payloads and touch nothing";
  return mode === "simulated"
    ? { name: "execution", state: "note", detail }
    : { name: "execution", state: "ok", detail: "real: products are built and run on this machine" };
}

function vercel({ connections: { fullE2e, vercel }, execution }: GenesisConfig): Check {
  const name = "vercel";
  if (!vercel.token) {
    return fullE2e
      ? { name, state: "note", detail: "RUN_GENESIS_FULL_E2E is on, but there is no VERCEL_TOKEN: not used" }
      : { name, state: "note", detail: "no VERCEL_TOKEN: products run on this machine only" };
  }
  if (!fullE2e) {
    return { name, state: "note", detail: "VERCEL_TOKEN found, not used: set RUN_GENESIS_FULL_E2E=true" };
  }
  if (execution.mode !== "real") return { name, state: "note", detail: "only used by real runs" };
  const team = vercel.teamId === undefined ? "" : `, team ${vercel.teamId}`;
  return { name, state: "ok", detail: `real runs deploy to ${vercel.apiUrl}${team}` };
}

function model({ openai }: GenesisConfig): Check {
  if (openai.apiKey === undefined) {
    const detail = "no OPENAI_API_KEY: ideas come from the local generator";
    return { name: "model", state: "note", detail };
  }
  const where = openai.baseUrl ? `, ${openai.baseUrl}` : "";
  return { name: "model", state: "ok", detail: `key found${where}` };
}

function checkLine({ name, state, detail }: Check, paint: Paint): string {
  const mark = { ok: paint("green", "✓"), note: paint("yellow", "•"), problem: paint("red", "✗") }[state];
  return `${mark} ${name.padEnd(15)} ${detail}`;
}

async function checked(name: string, check: () => Promise<string>): Promise<Check> {
  try {
    return { name, state: "ok", detail: await check() };
  } catch (error) {
    return problem(name, error);
  }
}

function problem(name: string, error: unknown): Check {
  const { message, hint, code } = toErrorInfo(error);
  return { name, state: "problem", detail: `${message} ${hint} [${code}]` };
}

function nodeVersion(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return {
    name: "node",
    state: enough ? "ok" : "problem",
    detail: `${process.version}${enough ? "" : ", needs 20.19"}`,
  };
}

async function database(config: GenesisConfig): Promise<string> {
  const stores = await openStores({ ...config, clock: systemClock });
  try {
    const runs = await stores.runs.list({ limit: 10_000 });
    // A server looks after its own files.
    if (config.mongodbUri === undefined) await checkIntegrity(stores.where);
    return `${stores.where}, ${runs.length} runs`;
  } finally {
    await stores.close();
  }
}

function businessTypes(config: GenesisConfig): string {
  const types = loadArchetypes({ folders: config.archetypeFolders }).types();
  return `${types.length}: ${types.join(", ")}`;
}

async function featureFlags({ configFile, flagsFromEnv: fromEnv }: GenesisConfig): Promise<string> {
  const flags = await (await FeatureFlags.create({ fromEnv, configFile })).all();
  const changed = flags.filter((flag) => flag.source !== "default");
  return (
    changed.map(({ name, value, source }) => `${name}=${value} (${source})`).join(", ") ||
    "all at their defaults"
  );
}

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";
import { DEFAULT_SWARM_PARAMETERS } from "../../src/state/swarm-parameters.ts";

function load(env: Record<string, string> = {}, file?: string) {
  const cwd = mkdtempSync(join(tmpdir(), "genesis-config-"));
  if (file !== undefined) writeFileSync(join(cwd, "config.json"), file);
  return { cwd, config: () => loadConfig({ env: { GENESIS_HOME: ".", ...env }, cwd }) };
}

describe("loadConfig", () => {
  it("needs nothing", () => {
    const config = loadConfig({ env: {}, cwd: "/somewhere" });
    expect(config).toMatchObject({
      home: "/somewhere/.genesis",
      logLevel: "warn",
      revenueSimulation: true,
      execution: { concurrency: 8, simulatedDelayMs: 0 },
    });
    expect(config.openai.apiKey).toBeUndefined();
  });

  it("takes the environment before the file", () => {
    const file = JSON.stringify({ execution: { concurrency: 2, max_attempts: 5 } });
    const { config } = load({ GENESIS_CONCURRENCY: "4" }, file);
    expect(config().execution).toMatchObject({ concurrency: 4, maxAttempts: 5 });
  });

  it("refuses a config file that was named and is not there, and does without one that was not named", () => {
    const { cwd, config } = load({ GENESIS_CONFIG_FILE: "typo.json" });
    expect(config).toThrowError(
      expect.objectContaining({
        code: "CONFIG_UNREADABLE",
        message: expect.stringContaining(join(cwd, "typo.json")),
        hint: expect.stringContaining("GENESIS_CONFIG_FILE"),
      }),
    );
    writeFileSync(join(cwd, "typo.json"), '{"execution":{"concurrency":3}}');
    expect(config().execution.concurrency).toBe(3);
    expect(load({ GENESIS_CONFIG_FILE: " " }).config().execution.concurrency).toBe(8);
  });

  it("treats empty variables as absent", () => {
    expect(
      load({ OPENAI_API_KEY: " ", OPENAI_BASE_URL: "", GENESIS_CONCURRENCY: "" }).config().openai.apiKey,
    ).toBeUndefined();
  });

  it.each([
    ["GENESIS_LOG_LEVEL", "loud"],
    ["GENESIS_CONCURRENCY", "0"],
    ["GENESIS_CONCURRENCY", "many"],
    ["GENESIS_SIMULATED_DELAY_MS", "-1"],
    ["OPENAI_BASE_URL", "not a url"],
    ["OPENAI_BASE_URL", "file:///etc/passwd"],
    ["MONGODB_URI", "postgres://x"],
    ["ENABLE_REVENUE_SIMULATION", "perhaps"],
    ["GENESIS_FLAG_MAINTENANCE_MODE", "perhaps"],
    ["GENESIS_FLAG_TYPO_MODE", "true"],
    ["ENABLE_MEMORY_COMPRESSION", "perhaps"],
    ["GENESIS_MEMORY_TIMEOUT_MS", "0"],
    ["GENESIS_CASE_COUNT", "0"],
    ["GENESIS_CASE_MIN_SIMILARITY", "1.5"],
    ["GENESIS_CASE_MIN_REWARD", "-1"],
    ["GENESIS_BEST_PRACTICE_SUPPORT", "1"],
    ["GENESIS_TEAM_TIME_LIMIT_MS", "0"],
  ])("refuses %s=%s and names it", (name, value) => {
    const failure = expect.objectContaining({
      code: "CONFIG_INVALID",
      message: expect.stringContaining(name),
    });
    expect(load({ [name]: value }).config).toThrowError(failure);
  });

  it("does not repeat a bad value, which may be a credential", () => {
    const { config } = load({ MONGODB_URI: "user:hunter2@host" });
    expect(config).toThrowError(expect.objectContaining({ message: expect.not.stringContaining("hunter2") }));
  });

  it.each([
    ["no JSON", "{", "CONFIG_INVALID"],
    ["an unknown key", '{"colour":"red"}', "CONFIG_INVALID"],
    ["an unknown flag", '{"flags":{"turbo":true}}', "CONFIG_INVALID"],
    ["a wrong type", '{"execution":{"concurrency":"four"}}', "CONFIG_INVALID"],
    ["an array", "[]", "CONFIG_INVALID"],
  ])("refuses a config file with %s", (_what, file, code) => {
    expect(load({}, file).config).toThrowError(expect.objectContaining({ code }));
  });

  it("takes the parameters of the swarm from the file, the others by default", () => {
    const file = JSON.stringify({ team: { swarm: { population: 50, weights: { price: 0.01 } } } });
    const { swarm } = load({ GENESIS_TEAM_TIME_LIMIT_MS: "20" }, file).config();
    expect(swarm).toEqual({
      ...DEFAULT_SWARM_PARAMETERS,
      population: 50,
      weights: { ...DEFAULT_SWARM_PARAMETERS.weights, price: 0.01 },
      time_limit_ms: 20,
    });
    expect(load().config().swarm).toEqual(DEFAULT_SWARM_PARAMETERS);
  });

  it.each([
    ["a parameter out of bounds", { population: 1 }, "team.swarm.population"],
    ["an unknown parameter", { poulation: 10 }, "poulation"],
    ["a weight whose sums are no numbers", { weights: { price: 1e308 } }, "team.swarm.weights.price"],
    ["a bad weight", { weights: { price: -1 } }, "team.swarm.weights.price"],
    ["a wrong type", { mutation_rate: "often" }, "team.swarm.mutation_rate"],
  ])("refuses %s of the swarm and names it", (_what, swarm, name) => {
    expect(load({}, JSON.stringify({ team: { swarm } })).config).toThrowError(
      expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringContaining(name) }),
    );
  });

  it("resolves archetype folders against the working directory", () => {
    const { cwd, config } = load({ GENESIS_ARCHETYPE_FOLDERS: "a:b/c" });
    expect(config().archetypeFolders).toEqual([join(cwd, "a"), join(cwd, "b/c")]);
  });

  it("keeps credentials unprintable", () => {
    const config = load({ OPENAI_API_KEY: "sk-secret-value-123", MONGODB_URI: "mongodb://u:p@h/d" }).config();
    expect(config.openai.apiKey?.reveal()).toBe("sk-secret-value-123");
    const printed = `${JSON.stringify(config)}${inspect(config, { depth: 5 })}${config.openai.apiKey}`;
    expect(printed).not.toContain("secret-value");
    expect(printed).not.toContain("u:p@");
  });
});

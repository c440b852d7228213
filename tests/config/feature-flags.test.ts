import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FeatureFlags } from "../../src/config/feature-flags.ts";
import { FLAG_NAMES, type FlagValues } from "../../src/config/flag-definitions.ts";

async function create(fromEnv: FlagValues = {}, overrides: FlagValues = {}) {
  const configFile = join(mkdtempSync(join(tmpdir(), "genesis-flags-")), "config.json");
  return { configFile, flags: await FeatureFlags.create({ fromEnv, configFile, overrides }) };
}

describe("FeatureFlags", () => {
  it("has the eight flags of guide 12 with their defaults", async () => {
    const { flags } = await create();
    const values = Object.fromEntries((await flags.all()).map(({ name, value }) => [name, value]));
    expect(values).toEqual({
      orchestration_enabled: true,
      llm_integration_enabled: true,
      a2a_integration_enabled: false,
      darwin_integration_enabled: false,
      security_hardening_enabled: true,
      performance_optimizations_enabled: true,
      emergency_shutdown: false,
      maintenance_mode: false,
    });
  });

  it("takes override before environment before file before default", async () => {
    const { flags, configFile } = await create({ maintenance_mode: true });
    writeFileSync(
      configFile,
      JSON.stringify({ flags: { maintenance_mode: false, emergency_shutdown: true } }),
    );
    expect(await flags.isEnabled("maintenance_mode")).toBe(true);
    expect(await flags.isEnabled("emergency_shutdown")).toBe(true);
    flags.override("emergency_shutdown", false);
    expect(await flags.isEnabled("emergency_shutdown")).toBe(false);
    const sources = new Map((await flags.all()).map(({ name, source }) => [name, source]));
    expect(sources.get("maintenance_mode")).toBe("env");
    expect(sources.get("emergency_shutdown")).toBe("override");
    expect(sources.get("orchestration_enabled")).toBe("default");
  });

  it("sees a change of the file while it runs, also one made by another instance", async () => {
    const { flags, configFile } = await create();
    const other = await FeatureFlags.create({ fromEnv: {}, configFile });
    expect(await flags.isEnabled("maintenance_mode")).toBe(false);
    other.persist("maintenance_mode", true);
    expect(await flags.isEnabled("maintenance_mode")).toBe(true);
    other.persist("maintenance_mode", false);
    expect(await flags.isEnabled("maintenance_mode")).toBe(false);
  });

  it("keeps what else is in the file when it changes a flag", async () => {
    const { flags, configFile } = await create();
    writeFileSync(configFile, JSON.stringify({ execution: { concurrency: 3 } }));
    flags.persist("emergency_shutdown", true);
    expect(JSON.parse(readFileSync(configFile, "utf8"))).toMatchObject({
      execution: { concurrency: 3 },
      flags: { emergency_shutdown: true },
    });
  });

  it("fails loudly, not open, when the file can't be read", async () => {
    const { flags, configFile } = await create();
    writeFileSync(configFile, "{ broken");
    await expect(flags.isEnabled("emergency_shutdown")).rejects.toMatchObject({ code: "FLAGS_UNREADABLE" });
  });

  it("keeps instances apart", async () => {
    const one = await create({}, { maintenance_mode: true });
    const two = await create();
    expect(await one.flags.isEnabled("maintenance_mode")).toBe(true);
    expect(await two.flags.isEnabled("maintenance_mode")).toBe(false);
    expect(FLAG_NAMES).toHaveLength(8);
  });
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";

function budgetOf(env: Record<string, string>, file: unknown = {}) {
  const home = mkdtempSync(join(tmpdir(), "genesis-test-"));
  writeFileSync(join(home, "config.json"), JSON.stringify(file));
  return loadConfig({ env: { GENESIS_HOME: home, ...env } }).budget;
}

describe("the budget in the configuration", () => {
  it("limits nothing by default, and has a ceiling for each effect", () => {
    expect(budgetOf({})).toEqual({
      run: {},
      day: {},
      ceilings: { deploy: 0.5, money: 0.5, remote: 1 },
      maxOutputTokens: undefined,
    });
  });

  it("comes from the config file, and the environment wins in each dimension", () => {
    const file = { budget: { run: { usd: 5, calls: 9 }, day: { tokens: 100 }, ceilings: { money_usd: 3 } } };
    const env = {
      GENESIS_BUDGET_RUN_USD: "0",
      GENESIS_BUDGET_DAY_SECONDS: "1.5",
      GENESIS_BUDGET_CEILING_DEPLOY_USD: "0",
      GENESIS_LLM_MAX_OUTPUT_TOKENS: "2000",
    };
    expect(budgetOf(env, file)).toEqual({
      run: { usd: 0, calls: 9 },
      day: { tokens: 100, seconds: 1.5 },
      ceilings: { deploy: 0, money: 3, remote: 1 },
      maxOutputTokens: 2_000,
    });
  });

  it.each([
    ["GENESIS_BUDGET_RUN_USD", "NaN"],
    ["GENESIS_BUDGET_RUN_USD", "-1"],
    ["GENESIS_BUDGET_RUN_USD", "1e12"],
    ["GENESIS_BUDGET_DAY_USD", "Infinity"],
    ["GENESIS_BUDGET_RUN_TOKENS", "1.5"],
    ["GENESIS_BUDGET_DAY_CALLS", "many"],
    ["GENESIS_BUDGET_DAY_SECONDS", "-0.1"],
    ["GENESIS_BUDGET_CEILING_MONEY_USD", "-5"],
    ["GENESIS_LLM_MAX_OUTPUT_TOKENS", "0"],
  ])("refuses %s=%s by name", (variable, value) => {
    expect(() => budgetOf({ [variable]: value })).toThrowError(
      expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringContaining(variable) }),
    );
  });

  it.each([
    { run: { usd: -1 } },
    { day: { calls: 0.5 } },
    { run: { eur: 1 } },
    { ceilings: { deploy_usd: -1 } },
  ])("refuses %j in the config file", (budget) => {
    expect(() => budgetOf({}, { budget })).toThrowError(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });
});

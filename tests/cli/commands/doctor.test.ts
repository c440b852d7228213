import { afterEach, describe, expect, it, vi } from "vitest";
import { doctor } from "../../../src/cli/commands/doctor.ts";
import { temporaryFolder } from "../../support/services.ts";

afterEach(() => vi.unstubAllEnvs());

async function vercelCheck(env: Record<string, string>) {
  vi.stubEnv("GENESIS_HOME", temporaryFolder());
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  let out = "";
  const write = (text: string) => {
    out += text;
  };
  const stdout = { write, isTTY: false };
  await doctor({ json: true }, { stdout, stderr: stdout } as never);
  const checks = JSON.parse(out) as { name: string; state: string; detail: string }[];
  return { out, check: checks.find(({ name }) => name === "vercel") };
}

const TOKEN = "vc-token-0123456789";

describe("doctor on Vercel", () => {
  it.each([
    ["no token", {}, "note", "no VERCEL_TOKEN"],
    ["a token alone", { VERCEL_TOKEN: TOKEN }, "note", "not used: set RUN_GENESIS_FULL_E2E=true"],
    ["the switch alone", { RUN_GENESIS_FULL_E2E: "true" }, "note", "there is no VERCEL_TOKEN"],
    [
      "both, simulated",
      { RUN_GENESIS_FULL_E2E: "true", VERCEL_TOKEN: TOKEN },
      "note",
      "only used by real runs",
    ],
    [
      "both, real",
      {
        RUN_GENESIS_FULL_E2E: "true",
        VERCEL_TOKEN: TOKEN,
        GENESIS_EXECUTION_MODE: "real",
        VERCEL_TEAM_ID: "team_1",
      },
      "ok",
      "real runs deploy to https://api.vercel.com, team team_1",
    ],
  ])("%s", async (_name, env, state, part) => {
    const { out, check } = await vercelCheck(env);
    expect(check?.state).toBe(state);
    expect(check?.detail).toContain(part);
    expect(out).not.toContain(TOKEN);
  });
});

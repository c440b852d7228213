import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseCommand } from "../../src/cli/command.ts";
import { team } from "../../src/cli/commands/team.ts";
import type { TeamCommand } from "../../src/cli/parsers/team.ts";
import { withPreview } from "../../src/cli/preview.ts";
import { createGenesis } from "../../src/genesis.ts";
import { temporaryFolder } from "../support/services.ts";

let home = "";
beforeEach(() => {
  home = join(temporaryFolder(), "home");
  vi.stubEnv("GENESIS_HOME", home);
});
afterEach(() => vi.unstubAllEnvs());

function command(...args: string[]): TeamCommand {
  const parsed = parseCommand(["team", ...args], "1.2.3", { out: () => {}, err: () => {} });
  if (parsed.kind !== "team") throw new Error(`parsed as ${parsed.kind}`);
  return parsed;
}

async function show(...args: string[]): Promise<string> {
  let text = "";
  const stdout = { write: (more: string) => (text += more) } as unknown as NodeJS.WriteStream;
  expect(await team(command(...args), { stdout, stderr: stdout })).toBe(0);
  return text;
}

describe("the arguments of genesis team", () => {
  it("are the request of a run, with 0 as the default seed", () => {
    expect(command("saas_tool")).toEqual({ kind: "team", type: "saas_tool", seed: 0, json: false });
    expect(
      command("saas_tool", "--tech", "Stripe", "--feature", "A", "--feature", "B", "--seed", "7", "--json"),
    ).toMatchObject({ technologies: ["Stripe"], features: ["A", "B"], seed: 7, json: true });
  });
});

describe("withPreview", () => {
  it("stops after the node it is told, runs no task and keeps nothing", async () => {
    const status = await withPreview(command("saas_tool"), "compose-team", async ({ state }) => {
      expect(state.roster).not.toBeNull();
      expect(state.task_graph ?? null).toBeNull();
      return state.status;
    });
    expect(status).toBe("DECOMPOSING_TASKS");
    expect(existsSync(home)).toBe(false);
  });

  it("throws what a run would end with", async () => {
    await expect(withPreview(command("nothing"), "compose-team", async () => 0)).rejects.toMatchObject({
      code: "UNKNOWN_BUSINESS_TYPE",
    });
    await expect(
      withPreview(command("saas_tool", "--requirements", "/nowhere.json"), "compose-team", async () => 0),
    ).rejects.toMatchObject({ code: "REQUIREMENTS_UNREADABLE" });
  });
});

describe("genesis team", () => {
  it("shows the roster that a run with this seed has, from the same memory", async () => {
    const genesis = await createGenesis({
      sources: { env: { GENESIS_EXECUTION_MODE: "simulated", GENESIS_HOME: home } },
    });
    await genesis.createBusiness("marketplace", undefined, { seed: 3 });
    const preview = JSON.parse(await show("saas_tool", "--seed", "5", "--json"));
    const run = await genesis.createBusiness("saas_tool", undefined, { seed: 5 });
    expect(preview.roster.members.map((member: { agent_id: string }) => member.agent_id)).toEqual(
      run.team_composition,
    );
    expect(preview.roster.fitness_parts.kin).toBeGreaterThan(0);
    expect(await genesis.list()).toHaveLength(2);
    await genesis.close();
  });

  it("explains it to people: members, fitness, and who was not chosen", async () => {
    const text = await show("saas_tool", "--tech", "Stripe");
    expect(text).toMatch(/^saas_tool {2}.+ {2}\(seed 0\)\n/);
    expect(text).toMatch(/builder +9\.00 +0 +every team has a builder/);
    expect(text).toMatch(/payments +9\.00 +0 +it takes payments/);
    expect(text).toMatch(/fitness 0\.\d+ = coverage 1, kin 0, cost -0\.\d+, size -0\.\d+/);
    expect(text).toMatch(/all \d+ rosters that were left to decide on were scored/);
    expect(text).toMatch(/NOT CHOSEN +FITNESS +PRICE\n\w+ +(instead of \w+|besides the others) +-?0/);
  });

  it("gives the same for the same seed", async () => {
    expect(await show("api_service", "--seed", "9")).toBe(await show("api_service", "--seed", "9"));
    expect(await show("api_service", "--seed", "9")).not.toBe(await show("api_service", "--seed", "10"));
  });
});

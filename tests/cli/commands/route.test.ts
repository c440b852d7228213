import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { parseCommand } from "../../../src/cli/command.ts";
import { route } from "../../../src/cli/commands/route.ts";
import type { Console } from "../../../src/cli/output.ts";
import type { RouteCommand } from "../../../src/cli/parsers/route.ts";
import { createGenesis } from "../../../src/genesis.ts";
import { RoutingPlanSchema } from "../../../src/state/routing.ts";
import { temporaryFolder } from "../../support/services.ts";

const command: RouteCommand = {
  kind: "route",
  type: "saas_tool",
  features: undefined,
  technologies: undefined,
  requirementsFile: undefined,
  seed: 7,
  explain: false,
  json: false,
};

let home: string;
beforeEach(() => {
  home = temporaryFolder();
  vi.stubEnv("GENESIS_HOME", home);
});

async function run(differences: Partial<RouteCommand> = {}) {
  const stdout = new PassThrough();
  const console = { stdout, stderr: new PassThrough() } as unknown as Console;
  const code = await route({ ...command, ...differences }, console);
  return { code, out: String(stdout.read()) };
}

function configure(rules: unknown[]): void {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "config.json"), JSON.stringify({ routing: { rules } }));
}

describe("genesis route", () => {
  it("parses into one command", () => {
    const quiet = { out: () => {}, err: () => {} };
    expect(parseCommand(["route", "saas_tool", "--seed", "7"], "1", quiet)).toEqual(command);
    expect(
      parseCommand(["route", "blog", "--explain", "--json", "--requirements", "r.json"], "1", quiet),
    ).toMatchObject({ type: "blog", explain: true, json: true, requirementsFile: "r.json", seed: 0 });
    expect(parseCommand(["route"], "1", quiet)).toEqual({ kind: "done", exitCode: 2 });
  });

  it("prints a line a task, what it costs and what is saved; reasons only when asked", async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(/deploy-product +Critical +deploy +standard +q 0\.75 +\$12\.00 +at \d+\.\d h/);
    expect(out).toMatch(/cost: \$\d+\.\d\d; always the strongest: \$\d+\.\d\d; saved: \$\d+\.\d\d/);
    expect(out).not.toContain("score");
    expect((await run({ explain: true })).out).toMatch(/deploy-product: deploy does deployment \(Critical\)/);
  });

  it("prints the plan as JSON, the same for the same seed, and begins no run", async () => {
    const first = await run({ json: true });
    expect((await run({ json: true })).out).toBe(first.out);
    const { business_type, seed, team, ...plan } = JSON.parse(first.out);
    expect({ business_type, seed }).toEqual({ business_type: "saas_tool", seed: 7 });
    const routed = Object.values(RoutingPlanSchema.parse(plan).assignments);
    expect(routed.filter((agent) => !team.includes(agent))).toEqual([]);
    expect(routed.length).toBeGreaterThan(10);
    const genesis = await createGenesis();
    expect(await genesis.list()).toEqual([]);
    await genesis.close();
  });

  it("follows the rules of the house and names those that match nothing", async () => {
    configure([
      { id: "premium-tests", when: { phase: "test" }, apply: { tier: "premium" } },
      { id: "idle", when: { business_type: "marketplace" }, apply: { forbid: "qa" } },
    ]);
    const { out } = await run({ explain: true });
    expect(out).toContain('Rule "premium-tests" sets tier premium, but qa has standard at most.');
    expect(out).toContain("rules that match nothing: idle");
  });

  it.each([
    [{ type: "bakery" }, [], "UNKNOWN_BUSINESS_TYPE"],
    [{}, [{ id: "r", apply: { require: "wizard" } }], "ROUTING_RULE_INVALID"],
    [{}, [{ id: "r", apply: {} }], "CONFIG_INVALID"],
  ])("refuses %j with rules %j", async (differences, rules, code) => {
    configure(rules);
    await expect(run(differences)).rejects.toMatchObject({ code });
  });
});

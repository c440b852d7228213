import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { CHECKS } from "../../src/tools/quality/finding.ts";
import { Workspace } from "../../src/tools/workspace.ts";
import { realGenesis } from "../support/real-runs.ts";

/** What the checks of the newest release said, from the file they leave beside the project. */
function qualityOf(home: string): { findings: { severity: string }[]; ran: string[] } {
  const [workspace] = Workspace.all(home);
  return JSON.parse(readFileSync(workspace?.path("quality.json") ?? "", "utf8")).report;
}

const COPILOT = {
  name: "AI Finance Copilot",
  mvp_features: ["Cashflow forecasting", "Expense categorisation", "Runway alerts", "Investor report export"],
  tech_stack: ["Next.js", "Stripe"],
};
const businesses: [
  string,
  Parameters<Awaited<ReturnType<typeof realGenesis>>["genesis"]["createBusiness"]>[1],
][] = [
  ...loadArchetypes()
    .types()
    .map((type): [string, undefined] => [type, undefined]),
  ["saas_tool", COPILOT],
];

describe("a whole run as a user's, with every check", { timeout: 240_000 }, () => {
  it.each(businesses)("of %s ends with a product that answers (%o)", async (type, requirements) => {
    const { genesis, home } = await realGenesis({}, undefined, { checked: true });
    const made = await genesis.createBusiness(type, requirements, { seed: 11 });
    expect(made.error_message).toBeNull();
    expect(made.status).toBe("SUCCESS");
    const { findings, ran } = qualityOf(home);
    expect([...ran].sort()).toEqual([...CHECKS].sort());
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect((await fetch(made.deployment_url ?? "")).status).toBe(200);
  });
});

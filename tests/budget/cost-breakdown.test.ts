import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costBreakdown, deployedTasks } from "../../src/budget/cost-breakdown.ts";
import { type Account, EMPTY_ACCOUNT } from "../../src/state/budget-account.ts";
import { CostBreakdownSchema, costBreakdownOf } from "../../src/state/cost-breakdown.ts";
import { aResult } from "../support/tasks.ts";

const line = fc.record({
  kind: fc.constantFrom("model", "effect", "remote"),
  node: fc.constantFrom("generate-idea", "execute-tasks"),
  agent: fc.constantFrom("system", "builder"),
  target: fc.constantFrom("gpt-4o", "vercel"),
  measured: fc.boolean(),
  nano_usd: fc.nat(1_000_000),
  tokens: fc.nat(1_000),
  calls: fc.nat(3),
});

describe("the cost breakdown", () => {
  it("has parts that add up to the total, by node, by agent and by what was measured", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.array(line, { maxLength: 3 }), (lines, cutOff) => {
        const open = Object.fromEntries(cutOff.map(({ measured: _, ...entry }, at) => [String(at), entry]));
        const account = { ...EMPTY_ACCOUNT, lines, open } as Account;
        const costs = CostBreakdownSchema.parse(costBreakdown(account, [], false));
        const sum = (parts: readonly { usd: number }[]) => parts.reduce((all, { usd }) => all + usd, 0);
        expect(sum(costs.by_node)).toBeCloseTo(costs.total.usd, 9);
        expect(sum(costs.by_agent)).toBeCloseTo(costs.total.usd, 9);
        expect(costs.total.measured_usd + costs.total.estimated_usd).toBeCloseTo(costs.total.usd, 9);
        const all = [...lines, ...cutOff];
        expect(costs.total.tokens).toBe(all.reduce((tokens, one) => tokens + one.tokens, 0));
      }),
    );
  });

  it("counts deployments by where they went, and what a provider is paid", () => {
    const results = [
      aResult({ task_id: "a", output: { remote: { host: "vercel" } } }),
      aResult({ task_id: "b" }),
      aResult({ task_id: "c", simulated: true }),
      aResult({ task_id: "d", status: "failed" }),
      aResult({ task_id: "e" }),
    ];
    const effect = { kind: "effect", node: "execute-tasks", agent: "deployer", target: "vercel" } as const;
    const account: Account = {
      ...EMPTY_ACCOUNT,
      seconds: 3,
      lines: [{ ...effect, measured: false, nano_usd: 500_000_000, tokens: 0, calls: 0 }],
    };
    const costs = costBreakdown(account, deployedTasks(results, new Set(["a", "b", "c", "d"])), true);
    expect(costs.by_deployment_type).toEqual([
      { deployment_type: "local", deployments: 1, usd: 0 },
      { deployment_type: "simulated", deployments: 1, usd: 0 },
      { deployment_type: "vercel", deployments: 1, usd: 0.5 },
    ]);
    expect(costs).toMatchObject({ seconds: 3, by_model: [], total: { estimated_usd: 0.5, measured_usd: 0 } });
  });

  it("is absent from what older versions left", () => {
    expect(costBreakdownOf({})).toBeUndefined();
    expect(costBreakdownOf({ cost_breakdown: costBreakdown(EMPTY_ACCOUNT, [], false) })?.total.usd).toBe(0);
  });
});

import { AGENT_CATALOGUE } from "../src/agents/catalogue.ts";
import { planFromBlueprint } from "../src/nodes/decompose-tasks/plan.ts";
import { routeTasks } from "../src/nodes/route-tasks/route.ts";
import { loadArchetypes } from "../src/templates/archetypes.ts";
import type { BenchReport } from "./report.ts";
import { median, round, timed } from "./statistics.ts";

const RUNS = 51;
const FEATURES = 92;
const LIMIT_MS = 50;

/** Planning and routing as many tasks as a plan may have. */
export async function plan(): Promise<BenchReport> {
  const blueprint = loadArchetypes().blueprint("saas_tool");
  const requirements = {
    name: "Ledger Loop",
    description: "Keeps small companies paid.",
    target_audience: "Small companies",
    monetization: "Freemium",
    mvp_features: Array.from({ length: FEATURES }, (_, index) => `Feature ${index + 1}`),
    tech_stack: ["TypeScript"],
    success_metrics: {},
    business_type: "saas_tool",
    estimated_time: "3 weeks",
  };
  const times = { plan: [] as number[], route: [] as number[] };
  let tasks = planFromBlueprint({ blueprint, requirements }).tasks;
  for (let run = 0; run < RUNS; run += 1) {
    times.plan.push(
      await timed(async () => {
        tasks = planFromBlueprint({ blueprint, requirements }).tasks;
      }),
    );
    times.route.push(
      await timed(async () => {
        routeTasks({ tasks, team: AGENT_CATALOGUE, costAware: true });
      }),
    );
  }
  const [planned, routed] = [median(times.plan), median(times.route)];
  return {
    bench: "plan",
    rows: [{ tasks: tasks.length, "plan ms": round(planned), "route ms": round(routed) }],
    claims: [
      {
        claim: `plan and route ${tasks.length} tasks, milliseconds over ${LIMIT_MS}, median of ${RUNS}`,
        ratio: round((planned + routed) / LIMIT_MS, 3),
        limit: 1,
      },
    ],
  };
}

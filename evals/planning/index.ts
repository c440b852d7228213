import { CasePlanner } from "../../src/nodes/decompose-tasks/case-based/case-planner.ts";
import type { PlanShape, SolvedRequest } from "../../src/nodes/decompose-tasks/case-based/catalogue.ts";
import { type EvalOptions, type EvalReport, EvalUsageError } from "../report.ts";
import { copyNearestCase, mostCommonPlan, topTwoTools } from "./baselines.ts";
import { readRequests, readTools } from "./data.ts";
import { scorePlans } from "./score.ts";

const NODE_F1_FLOOR = 0.79;
const LINK_F1_FLOOR = 0.53;

/** Case-based planning on requests that were not among the cases, in the form of UltraTool (GNN4TaskPlan). */
export async function run({ train, test, tools: toolsFile }: EvalOptions): Promise<EvalReport> {
  const [firstTrain] = train;
  if (firstTrain === undefined || test.length === 0) {
    throw new EvalUsageError(
      "planning needs --train FILE and --test FILE, lines {id, request, nodes, links}.",
    );
  }
  const tools = readTools(toolsFile, firstTrain);
  const cases = train.flatMap(readRequests);
  const items = test.flatMap(readRequests);
  if (items.length === 0) throw new EvalUsageError(`${test.join(", ")}: no requests.`);
  const requests = items.map(({ request }) => request);
  const startedAt = performance.now();
  const planner = new CasePlanner(tools, cases);
  const trainedAt = performance.now();
  const predicted = items.map((item) => planSafely(planner, item));
  const doneAt = performance.now();
  const score = (plans: readonly PlanShape[]) => scorePlans(plans, items, tools);
  const metrics = score(predicted);
  return {
    suite: "planning",
    data: { train, test, items: items.length },
    metrics,
    baselines: {
      "nearest case copy": score(copyNearestCase(cases, requests)),
      "top-2 tools": score(topTwoTools(tools, requests)),
      "most common plan": score(mostCommonPlan(cases, requests)),
    },
    details: {
      time: {
        cases: cases.length,
        train_seconds: (trainedAt - startedAt) / 1_000,
        predict_seconds: (doneAt - trainedAt) / 1_000,
      },
    },
    claims: [
      { claim: "node-F1", value: metrics.node_f1 ?? 0, bound: "at least", limit: NODE_F1_FLOOR },
      { claim: "link-F1", value: metrics.link_f1 ?? 0, bound: "at least", limit: LINK_F1_FLOOR },
    ],
  };
}

/** A request without words has no plan, which scores 0. */
function planSafely(planner: CasePlanner, { request }: SolvedRequest): PlanShape {
  return /[\p{L}\p{N}]/u.test(request) ? planner.plan(request) : { nodes: [], links: [] };
}

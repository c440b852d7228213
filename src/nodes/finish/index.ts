import { costBreakdown, deployedTasks } from "../../budget/cost-breakdown.ts";
import { EMPTY_ACCOUNT } from "../../state/budget-account.ts";
import { type BusinessCreationResult, BusinessCreationResultSchema } from "../../state/business.ts";
import { isoTime } from "../../state/clock.ts";
import type { CostBreakdown } from "../../state/cost-breakdown.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { Warning } from "../../state/run-event.ts";
import type { TaskGraph } from "../../state/task.ts";
import { keepReport } from "../../tools/report/write-report.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import { unavailableProjection } from "../project-revenue/heuristic.ts";
import { secondsSince } from "../project-revenue/index.ts";
import { required } from "../requirements.ts";
import type { Services } from "../services.ts";
import { completionRate } from "../validate-outcome/outcome.ts";
import { featuresMet } from "./features-met.ts";
import { type RoutingCosts, routingCosts } from "./routing-costs.ts";

type FinishServices = Pick<Services, "clock" | "config" | "metrics" | "llm" | "workers">;

/**
 * Closes the run: the terminal status and the result every caller gets (guide 17.2). The whole result is checked, but
 * only what is new is written: the rest, above all the task results, is in its channels already.
 */
export function finish(services: FinishServices): GenesisNode {
  return async (ended, context) => {
    // Until there is an idea, the channel holds what the user decided, which are no requirements yet.
    const requirements = ended.idea_source === null ? null : ended.requirements;
    const state = { ...ended, requirements };
    const costs = routingCosts(state);
    const cost_breakdown = await breakdown(state, context, services);
    const result = resultOf(state, { ...costs, cost_breakdown }, services);
    countCosts(costs, cost_breakdown, services);
    context.log.info({ status: result.status, deployment_url: result.deployment_url }, "run ended");
    const { status, success, error_message, execution_time_seconds } = result;
    const { timestamp, revenue_projection, metadata } = result;
    const update = {
      status,
      success,
      error_message,
      execution_time_seconds,
      timestamp,
      revenue_projection,
      ...(ended.requirements !== requirements && { requirements }),
    };
    forget(state.business_id, services, context);
    const { report_folder, warnings } = report({ ...state, ...update, metadata }, services, context);
    const all = [...state.warnings, ...warnings];
    return { ...update, warnings, metadata: { ...metadata, report_folder, warnings: all } };
  };
}

/** Where nothing can have been spent, the accounts are not read. */
async function breakdown(
  { execution_mode, task_graph, task_results }: GenesisState,
  { budget, log }: NodeContext,
  { llm, workers }: FinishServices,
): Promise<CostBreakdown> {
  const { a2a, simulated } = workers;
  const harmless = execution_mode === "simulated" && simulated.touchesNothing === true;
  const free = !llm && !budget.timed && harmless && !a2a;
  const deploys = new Set(
    task_graph?.tasks.filter(({ effect }) => effect === "deploy").map(({ task_id }) => task_id),
  );
  const deployed = deployedTasks(task_results, deploys);
  try {
    return costBreakdown(free ? EMPTY_ACCOUNT : await budget.account(), deployed, budget.timed);
  } catch (error) {
    // The run is what it is, whether or not its costs can be read.
    log.error({ err: error }, "the costs of the run can't be read");
    return costBreakdown(EMPTY_ACCOUNT, deployed, false);
  }
}

function countCosts(
  costs: RoutingCosts,
  { by_deployment_type }: CostBreakdown,
  { metrics }: Pick<Services, "metrics">,
): void {
  for (const { deployment_type, usd } of by_deployment_type) {
    metrics.deploymentCosts.inc({ deployment_type }, usd);
  }
  metrics.routingCosts.inc(costs.estimated_cost_usd);
  metrics.routingBaselineCosts.inc(costs.baseline_cost_usd);
  metrics.routingSavedCosts.inc(costs.saved_cost_usd);
}

/** What workers keep for a resume is of no more use. What can't be removed costs room and nothing else. */
function forget(businessId: string, { workers }: FinishServices, { log }: NodeContext): void {
  try {
    workers.a2a?.forget?.(businessId);
  } catch (error) {
    log.warn({ err: error }, "the orders of the run were not removed");
  }
}

/** Leaves the report with the product. A run is what it is, whether or not it can be reported. */
function report(
  state: GenesisState,
  { config }: Pick<Services, "config">,
  context: NodeContext,
): { report_folder: string | null; warnings: Warning[] } {
  try {
    return { report_folder: keepReport(config.home, state) ?? null, warnings: [] };
  } catch (error) {
    const message = `The report was not written: ${(error as Error).message}`;
    return { report_folder: null, warnings: [warn(context, "REPORT_NOT_WRITTEN", message)] };
  }
}

function resultOf(
  state: GenesisState,
  costs: Costs,
  services: Pick<Services, "clock">,
): BusinessCreationResult {
  const { status, error } = required(state.outcome, "outcome");
  return BusinessCreationResultSchema.parse({
    business_id: state.business_id,
    status,
    success: status === "SUCCESS",
    requirements: state.requirements,
    team_composition: state.team_composition,
    task_results: state.task_results,
    task_count: state.task_count,
    deployment_url: state.deployment_url,
    error_message: error?.message ?? null,
    execution_time_seconds: secondsSince(state.started_at, services.clock.now()),
    timestamp: isoTime(services.clock),
    safety_violations: state.safety_violations,
    revenue_projection: state.revenue_projection ?? unavailableProjection(completionRate(state.task_results)),
    metadata: metadataOf(state, costs),
  });
}

type Costs = RoutingCosts & { readonly cost_breakdown: CostBreakdown };

function metadataOf(state: GenesisState, costs: Costs): Record<string, unknown> {
  return {
    business_type: state.business_type,
    execution_mode: state.execution_mode,
    simulated: state.task_results.some((result) => result.simulated),
    seed: state.seed,
    improves: state.improves,
    idea_source: state.idea_source,
    team_size: state.team_composition.length,
    similar_business_count: state.similar_businesses.length,
    plan: state.task_graph && planFacts(state.task_graph),
    unassigned_tasks: state.routing_plan?.unassigned_tasks ?? [],
    ...costs,
    features: featuresMet(state.task_results),
    evolutions: state.evolutions,
    warnings: state.warnings,
    error: state.outcome?.error ?? null,
  };
}

/** Who made the plan, how often it was revised, and the sizes of its parts. */
function planFacts({ source, revision, chunks }: TaskGraph): Record<string, unknown> {
  return { source, revision, chunks: chunks.map((chunk) => chunk.length) };
}

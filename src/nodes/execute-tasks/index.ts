import { setMaxListeners } from "node:events";
import { task as checkpointedTask, GraphDrained } from "@langchain/langgraph";
import { budgetStop } from "../../budget/stop.ts";
import type { AgentProfile, TaskWorker, WorkContext } from "../../state/agent.ts";
import { BUDGET_EXCEEDED, type BudgetBreach } from "../../state/budget.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import type { GenesisState, GenesisUpdate } from "../../state/genesis-state.ts";
import type { Warning } from "../../state/run-event.ts";
import type { Task, TaskResult } from "../../state/task.ts";
import { AuditLog, priceEvent } from "../../stores/audit-log.ts";
import { EffectJournal } from "../../stores/effect-journal.ts";
import { redactRecord, redactText } from "../../telemetry/redact.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import { finalRequirements, required } from "../requirements.ts";
import type { Services } from "../services.ts";
import { extractDeploymentUrl } from "../validate-outcome/deployment-url.ts";
import { runDataflow } from "./dataflow.ts";
import { fallbackWarnings } from "./fallback-warnings.ts";
import { onceOnly } from "./once-only.ts";
import type { Lane } from "./priority-semaphore.ts";
import { refusalOf } from "./refusal.ts";
import { emptyResult, runTask } from "./run-task.ts";
import { breachIn, withinBudget } from "./within-budget.ts";

const BACKOFF_MS = 200;
/** Of one task; a remote agent may have written them. */
const MAX_WARNINGS = 5;
const MAX_WARNING_LENGTH = 500;

type ExecuteServices = Pick<Services, "agents" | "config" | "flags" | "workers" | "clock" | "fence">;

/** Executes the plan (guide 10): every task once, as soon as its dependencies are done, each durable by itself. */
export function executeTasks(services: ExecuteServices): GenesisNode {
  return async (state, context) => {
    setMaxListeners(0, context.signal);
    const { worker: chosen, warnings } = await chooseWorker(services, state.execution_mode, context);
    const journal = context.store && new EffectJournal(context.store, services.clock);
    const worker = withinBudget(onceOnly(chosen, { journal, fence: services.fence }), {
      payee: chosen,
      remote: chosen === services.workers.a2a,
      ceilings: services.config.budget.ceilings,
    });
    const stop = { reached: false };
    const requirements = finalRequirements(state);
    const tasks = required(state.task_graph, "task graph").tasks;
    const task_results = await runDataflow({
      tasks,
      concurrency: services.config.execution.concurrency,
      lane: (task) => laneOf(task, state, services.agents),
      settled: (task) => settledResult(task, state),
      run: (task, dependencies) =>
        execute({ task, dependencies, state, requirements, services, context, worker, stop }),
      skip: (task, dependency) => skipped(task, dependency, state),
      checkpoint: durable,
      admit: () => stopIfDraining(context),
      onSettled: (result) => report(result, context),
    });
    const told = task_results.flatMap((result) => warningsOf(result, context));
    const fallbacks = fallbackWarnings(task_results).map(({ code, message }) => warn(context, code, message));
    const update = { task_results, warnings: [...warnings, ...told, ...fallbacks] };
    const breach = breachIn(task_results);
    if (!breach) return { ...update, status: "VALIDATING" };
    return { ...update, ...stopped(state, task_results, breach, services) };
  };
}

/** What is done is kept: the next entry of this node, after a person has raised the budget, does only the rest. */
function stopped(
  state: GenesisState,
  results: readonly TaskResult[],
  breach: BudgetBreach,
  { clock, config }: ExecuteServices,
): GenesisUpdate {
  const done = results.filter(({ status }) => status === "completed").length;
  const deadline = new Date(clock.now() + config.approvalDeadlineMs).toISOString();
  const kept = `${done} of ${results.length} tasks are done and kept.`;
  const deployment_url = extractDeploymentUrl(results);
  return { deployment_url, ...budgetStop(state, breach, { deadline, kept }) };
}

/** What a task that was done wants its owner to know, such as limits of the place it deployed to. */
function warningsOf({ status, output }: TaskResult, context: NodeContext): Warning[] {
  const { warnings } = output;
  if (status !== "completed" || !Array.isArray(warnings)) return [];
  const texts = warnings.filter((text): text is string => typeof text === "string");
  return texts
    .slice(0, MAX_WARNINGS)
    .map((text) => warn(context, "TASK_WARNING", text.slice(0, MAX_WARNING_LENGTH)));
}

/** A LangGraph task: its result is checkpointed by itself, so a resumed run does not repeat it. */
async function durable(task: Task, compute: () => Promise<TaskResult>): Promise<TaskResult> {
  return checkpointedTask({ name: "execute-task" }, (_taskId: string) => compute())(task.task_id);
}

/** What is in flight ends and is checkpointed; LangGraph keeps the rest for the resume. */
function stopIfDraining({ draining }: NodeContext): void {
  if (draining()) throw new GraphDrained("the run is to stop at a safe point");
}

/** An agent does no more at a time than the catalogue says, as routing planned it. */
function laneOf(
  task: Task,
  { routing_plan }: GenesisState,
  agents: readonly AgentProfile[],
): Lane | undefined {
  const agent = agents.find(({ agent_id }) => agent_id === routing_plan?.assignments[task.task_id]);
  return agent && { name: agent.agent_id, slots: agent.max_concurrency };
}

/** Remote agents when the flag says so (guide 12), else those of the execution mode. */
async function chooseWorker(
  { flags, workers }: ExecuteServices,
  mode: string,
  context: NodeContext,
): Promise<{ worker: TaskWorker; warnings: Warning[] }> {
  const own = mode === "real" ? workers.builtIn : workers.simulated;
  if (!(await flags.isEnabled("a2a_integration_enabled"))) return { worker: own, warnings: [] };
  if (workers.a2a) return { worker: workers.a2a, warnings: [] };
  const who = mode === "real" ? "the built-in agents do the tasks" : "tasks are simulated";
  const message = `a2a_integration_enabled is on, but no remote agents are configured; ${who}.`;
  return { worker: own, warnings: [warn(context, "A2A_UNAVAILABLE", message)] };
}

function settledResult(task: Task, state: GenesisState): TaskResult | undefined {
  const before = state.task_results.find((result) => result.task_id === task.task_id);
  if (before?.status === "completed") return before;
  const agentId = state.routing_plan?.assignments[task.task_id] ?? null;
  const refusal = refusalOf(task, state);
  if (refusal)
    return { ...emptyResult(task, agentId), status: "blocked", error: refusal, error_code: "SAFETY_BLOCKED" };
  if (agentId !== null) return undefined;
  const error = "Nobody on the team can do it.";
  return { ...emptyResult(task, null), status: "unassigned", error, error_code: "TASK_UNASSIGNED" };
}

interface Execution {
  readonly task: Task;
  readonly dependencies: readonly TaskResult[];
  readonly state: GenesisState;
  readonly requirements: BusinessRequirements;
  readonly services: ExecuteServices;
  readonly context: NodeContext;
  readonly worker: TaskWorker;
  /** Shared by all tasks: nothing new begins once the budget did not suffice for one. */
  readonly stop: { reached: boolean };
}

async function execute({
  task,
  dependencies,
  state,
  requirements,
  services,
  context,
  worker,
  stop,
}: Execution): Promise<TaskResult> {
  const agentId = required(state.routing_plan?.assignments[task.task_id], `assignment of ${task.task_id}`);
  context.signal.throwIfAborted();
  // Nothing is begun whose result could not be kept: because another process drives the run, or the store is away.
  await services.fence?.(state.business_id);
  if (await services.flags.isEnabled("emergency_shutdown")) return refused(task, agentId);
  if (stop.reached) return notBegun(task, agentId);
  const { budget } = context;
  await budget.bookTime();
  const round = state.evolutions.length + 1;
  const result = await runTask({
    task,
    worker,
    context: {
      businessId: state.business_id,
      businessName: requirements.name,
      improves: state.improves ?? undefined,
      businessType: state.business_type,
      requirements,
      agentId,
      mode: state.execution_mode === "simulated" ? "simulated" : "real",
      tier: state.routing_plan?.metadata.routes[task.task_id]?.tier,
      idempotencyKey: `${state.business_id}:${task.task_id}:${round}`,
      seed: state.seed ?? 0,
      auditPrices: priceAudit(state.business_id, task, services, context),
      budget: budget.meter(agentId),
      inputs: Object.fromEntries(dependencies.map(({ task_id, output }) => [task_id, output])),
    },
    policy: {
      timeoutMs: services.config.execution.taskTimeoutMs,
      maxAttempts: services.config.execution.maxAttempts,
      backoffMs: BACKOFF_MS,
      deadline: { leftMs: () => budget.timeLeftMs(), error: () => budget.timeUp() },
    },
    clock: services.clock,
    signal: context.signal,
    onAttempt: (attempt) => {
      const { task_id, title } = task;
      context.emit({ type: "task.started", task_id, title, agent_id: agentId, attempt });
      context.log.debug({ task: task_id, agent: agentId, attempt }, "task started");
    },
  });
  if (result.error_code === BUDGET_EXCEEDED) stop.reached = true;
  await budget.bookTime();
  return withoutCredentials(result);
}

/** Prices are put on record with the approvals of the run. */
function priceAudit(
  businessId: string,
  { task_id, effect }: Task,
  { clock }: ExecuteServices,
  { store }: NodeContext,
): WorkContext["auditPrices"] {
  if (!store || effect !== "money") return undefined;
  return (decisions) =>
    new AuditLog(store, businessId).append(decisions.map((one) => priceEvent(one, task_id, clock)));
}

function notBegun(task: Task, agentId: string): TaskResult {
  const error = "Not begun: the budget is used up.";
  return { ...emptyResult(task, agentId), status: "skipped", error, error_code: BUDGET_EXCEEDED };
}

/** What the worker wrote is cleaned; title and feature are the user's words and stay as they are. */
function withoutCredentials(result: TaskResult): TaskResult {
  const { output, error } = result;
  return { ...result, output: redactRecord(output), error: error === null ? null : redactText(error) };
}

/** `emergency_shutdown` rejects tasks of runs under way as well (guide 12). */
function refused(task: Task, agentId: string): TaskResult {
  const error = "Genesis is shut down: no task may start.";
  return { ...emptyResult(task, agentId), status: "failed", error, error_code: "EMERGENCY_SHUTDOWN" };
}

function skipped(task: Task, dependency: TaskResult, state: GenesisState): TaskResult {
  const agentId = state.routing_plan?.assignments[task.task_id] ?? null;
  const error = `It depends on "${dependency.task_id}", which is ${dependency.status}.`;
  return { ...emptyResult(task, agentId), status: "skipped", error, error_code: "DEPENDENCY_NOT_COMPLETED" };
}

function report(result: TaskResult, { emit, log }: NodeContext): void {
  const { task_id, title, agent_id, status, duration_seconds, error } = result;
  emit({ type: "task.finished", task_id, title, agent_id, status, duration_seconds, error });
  const level = status === "completed" ? "debug" : "warn";
  log[level](
    { task: task_id, agent: agent_id, status, error_code: result.error_code },
    error ?? "task completed",
  );
}

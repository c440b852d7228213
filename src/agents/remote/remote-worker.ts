import type { TaskWorker, WorkContext, WorkResult } from "../../state/agent.ts";
import type { GenesisError } from "../../state/errors.ts";
import type { Task } from "../../state/task.ts";
import type { WorkOrder, WorkReport } from "../../state/work-order.ts";
import { checkDeployment } from "../../tools/a2a/check-deployment.ts";
import type { AgentDirectory } from "../../tools/a2a/directory.ts";
import { type A2aFaultCode, a2aFault, begunAfter, isA2aFault } from "../../tools/a2a/faults.ts";
import { OrderJournal, type SentOrder } from "../../tools/a2a/order-journal.ts";
import type { RemoteAgent } from "../../tools/a2a/remote-agent.ts";
import { Workspace } from "../../tools/workspace.ts";
import { keepDocuments } from "./keep-documents.ts";

/** One try of one task at one remote agent. */
export interface RemoteAttempt {
  readonly agent: string;
  /** A code of faults.ts, or that it was done. */
  readonly outcome: A2aFaultCode | "completed";
  readonly seconds: number;
  /** What went wrong, for the log; empty when it was done. */
  readonly message: string;
}

export interface RemoteWorkerOptions {
  /** $GENESIS_HOME */
  readonly home: string;
  readonly directory: AgentDirectory;
  readonly builtIn: TaskWorker;
  readonly simulated: TaskWorker;
  /** Told of every attempt. */
  readonly observe: (attempt: RemoteAttempt) => void;
}

/** Other agents that are asked for one task, before it is done here. */
const MAX_AGENTS = 3;
const IRREVERSIBLE: ReadonlySet<string> = new Set(["money", "deploy"]);

interface Done {
  /** By its label. */
  readonly agent: string;
  readonly report: WorkReport;
}

interface Failure {
  readonly agent: string;
  readonly code: A2aFaultCode;
}

/**
 * Remote agents over A2A, with our own behind them. A remote agent gives text: its summary and documents; what the
 * product itself needs of the task is made by the built-in agent as ever, from sources that were tested with Genesis.
 * A task that no remote agent does is done by our own, and its output says so.
 */
export function remoteWorker(options: RemoteWorkerOptions): TaskWorker {
  const journal = new OrderJournal(options.home);
  return {
    kind: "a2a",
    ...(options.builtIn.effectCost && { effectCost: (task) => options.builtIn.effectCost?.(task) }),
    async execute(task, context) {
      const own = ownWorker(options, context);
      const failures: Failure[] = [];
      const done = await remotely(task, context, { ...options, journal, failures });
      // What was done is on record until the run has ended: nobody has this result yet.
      if (done) return await resultOf(task, context, { done, own, failures, home: options.home });
      // Nobody else has begun it, and a resume has to look for ours alone.
      journal.clear(context);
      return await byOwn(task, context, own, failures);
    },
    async reconcile(task, context) {
      const own = ownWorker(options, context);
      const failures: Failure[] = [];
      const sent = journal.read(context);
      if (!sent) return await own.reconcile?.(task, context);
      const done = await continued(task, context, { ...options, journal, failures, sent });
      if (done) return await resultOf(task, context, { done, own, failures, home: options.home });
      const [failure] = failures;
      if (failure) throw unknownOutcome(task, failure);
      return undefined;
    },
    forget: (businessId) => journal.clearRun(businessId),
  };
}

function ownWorker({ builtIn, simulated }: RemoteWorkerOptions, { mode }: WorkContext): TaskWorker {
  return mode === "simulated" ? simulated : builtIn;
}

interface Attempting extends RemoteWorkerOptions {
  readonly journal: OrderJournal;
  /** Who could not do it is added. */
  readonly failures: Failure[];
}

/** What a remote agent made of it, or undefined when none did and ours may. Throws when ours may not either. */
async function remotely(task: Task, context: WorkContext, work: Attempting): Promise<Done | undefined> {
  const { directory, journal, failures } = work;
  const sent = journal.read(context);
  if (sent) {
    const before = await continued(task, context, { ...work, sent });
    if (before) return before;
    const [failure] = failures;
    if (failure && IRREVERSIBLE.has(task.effect)) throw unknownOutcome(task, failure);
  }
  const { agents, unusable } = await directory.candidates(task, context.agentId);
  failures.push(...unusable);
  const tried = new Set(failures.map(({ agent }) => agent));
  for (const agent of agents.filter(({ label }) => !tried.has(label)).slice(0, MAX_AGENTS)) {
    journal.sent(context, agent.label);
    const order = await limitedOrder(task, context);
    const report = await attempt(agent, task, work, () =>
      agent.perform(order, notes(agent, context, journal)),
    );
    if (report) return kept({ agent: agent.label, report }, context, journal);
  }
  return undefined;
}

/** What became of an order that was sent before this process or this attempt. */
async function continued(
  task: Task,
  context: WorkContext,
  work: Attempting & { readonly sent: SentOrder },
): Promise<Done | undefined> {
  const { directory, journal, sent, failures } = work;
  if (sent.report) return { agent: sent.agent, report: sent.report };
  const { agents } = await directory.candidates(task, context.agentId);
  const agent = agents.find(({ label }) => label === sent.agent);
  if (!agent) {
    failures.push({ agent: sent.agent, code: "A2A_OUTCOME_UNKNOWN" });
    return undefined;
  }
  const options = notes(agent, context, journal);
  const report = await attempt(agent, task, work, () =>
    agent.resume(orderOf(task, context), sent.task_id ?? undefined, options),
  );
  return report && kept({ agent: agent.label, report }, context, journal);
}

function notes(agent: RemoteAgent, context: WorkContext, journal: OrderJournal) {
  return { signal: context.signal, onTask: (taskId: string) => journal.taken(context, agent.label, taskId) };
}

function kept(done: Done, context: WorkContext, journal: OrderJournal): Done {
  const sent = journal.read(context);
  if (sent) journal.done(context, sent, done.report);
  return done;
}

/** Undefined when somebody else may try. Throws when the run is stopped, or when something irreversible may be done. */
async function attempt(
  agent: RemoteAgent,
  task: Task,
  { failures, observe }: Attempting,
  work: () => Promise<WorkReport | undefined>,
): Promise<WorkReport | undefined> {
  const startedAt = performance.now();
  const note = (outcome: RemoteAttempt["outcome"], message = "") =>
    observe({ agent: agent.label, outcome, seconds: (performance.now() - startedAt) / 1_000, message });
  try {
    const report = await work();
    if (report) note("completed");
    return report;
  } catch (error) {
    if (!isA2aFault(error)) throw error;
    note(error.code, error.message);
    if (IRREVERSIBLE.has(task.effect) && !mayBeDoneElsewhere(error.code)) throw error;
    failures.push({ agent: agent.label, code: error.code });
    return undefined;
  }
}

/** A deployment or a payment is tried elsewhere only when it was surely not begun. */
function mayBeDoneElsewhere(code: A2aFaultCode): boolean {
  return begunAfter(code) === "no" || code === "A2A_TASK_REJECTED";
}

interface Finishing {
  readonly done: Done;
  readonly own: TaskWorker;
  readonly failures: readonly Failure[];
  readonly home: string;
}

async function resultOf(
  task: Task,
  context: WorkContext,
  { done: { agent, report }, own, failures, home }: Finishing,
): Promise<WorkResult> {
  const said = {
    done_by: { kind: "a2a", agent },
    remote_summary: report.summary,
    remote_checks: report.checks.slice(0, MAX_LISTED),
    ...attemptsIn(failures),
  };
  if (IRREVERSIBLE.has(task.effect)) {
    const deployed =
      task.effect === "deploy" && (await checkDeployment(report.deployment_url, agent, context.signal));
    const url = deployed ? { deployment_url: deployed } : {};
    return { output: { summary: report.summary, ...said, ...url }, simulated: report.simulated };
  }
  const names = report.documents.map(({ name }) => name);
  if (context.mode === "simulated") {
    const output = { summary: report.summary, ...said, ...(names.length > 0 && { remote_documents: names }) };
    return { output, simulated: report.simulated };
  }
  const result = await own.execute(task, context);
  const workspace = workspaceOf(context, home);
  const { artefacts, dropped } = keepDocuments(workspace, task, context.agentId, report.documents);
  const documents = {
    ...(artefacts.length > 0 && {
      remote_documents: artefacts.map(({ path, sha256 }) => ({ path, sha256 })),
    }),
    ...(dropped > 0 && { remote_documents_dropped: dropped }),
  };
  return { output: { ...result.output, ...said, ...documents }, simulated: result.simulated };
}

/** The output of a task is small; the whole report is for the remote side to keep. */
const MAX_LISTED = 10;

function workspaceOf({ improves, businessId, businessName }: WorkContext, home: string): Workspace {
  return improves === undefined
    ? Workspace.open({ home, businessId, businessName })
    : Workspace.find(home, improves);
}

async function byOwn(
  task: Task,
  context: WorkContext,
  own: TaskWorker,
  failures: readonly Failure[],
): Promise<WorkResult> {
  const { output, simulated } = await own.execute(task, context);
  return { output: { ...output, done_by: { kind: own.kind }, ...attemptsIn(failures) }, simulated };
}

function attemptsIn(failures: readonly Failure[]) {
  return failures.length > 0 ? { remote_failures: failures.slice(0, MAX_LISTED) } : {};
}

function orderOf(task: Task, context: WorkContext): WorkOrder {
  return {
    kind: "genesis.work-order",
    version: 1,
    task,
    business_id: context.businessId,
    business_type: context.businessType,
    requirements: context.requirements,
    agent_id: context.agentId,
    tier: context.tier ?? null,
    idempotency_key: context.idempotencyKey,
    seed: context.seed,
  };
}

/** Whoever does it inherits what is left of our budget. Not said when nothing is limited. */
async function limitedOrder(task: Task, context: WorkContext): Promise<WorkOrder> {
  const budget = await context.budget?.remaining();
  const limited = budget !== undefined && Object.keys(budget).length > 0;
  return { ...orderOf(task, context), ...(limited && { budget }) };
}

function unknownOutcome({ task_id, effect }: Task, { agent, code }: Failure): GenesisError {
  const message = `Whether the ${effect} of "${task_id}" happened at ${agent} can't be found out (${code}).`;
  return a2aFault("A2A_OUTCOME_UNKNOWN", message);
}

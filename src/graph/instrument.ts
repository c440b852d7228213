import { type BaseStore, isGraphBubbleUp, type LangGraphRunnableConfig } from "@langchain/langgraph";
import { RunBudget } from "../budget/run-budget.ts";
import { budgetStop } from "../budget/stop.ts";
import type { GenesisNode } from "../nodes/node.ts";
import type { Services } from "../nodes/services.ts";
import { BudgetLimitsSchema, breachOf } from "../state/budget.ts";
import { isoTime } from "../state/clock.ts";
import { GenesisError, toErrorInfo } from "../state/errors.ts";
import type { GenesisState, GenesisUpdate } from "../state/genesis-state.ts";
import type { RunEvent, RunEventBody } from "../state/run-event.ts";
import { createEmitter } from "../telemetry/emitter.ts";
import type { Logger } from "../telemetry/logger.ts";
import { lifecycleEvents } from "./lifecycle-events.ts";
import type { NodeId } from "./node-ids.ts";
import { summarise } from "./summaries.ts";

const NEVER = new AbortController().signal;

/** Without a beginning there is no run to fail, and without an end no result: their errors reach the caller. */
const FATAL: ReadonlySet<NodeId> = new Set(["intake", "finish"]);

/** Nodes that spend: they don't begin when the time is up. */
const SPENDING: ReadonlySet<NodeId> = new Set([
  "generate-idea",
  "decompose-tasks",
  "validate-safety",
  "execute-tasks",
]);
/** Time that a person takes is not the run's; and before and after it there is none to count. */
const UNTIMED: ReadonlySet<NodeId> = new Set(["intake", "await-approval", "finish"]);

type InstrumentServices = Pick<Services, "clock" | "config" | "lifecycle" | "metrics" | "newId"> & {
  /** Where accounts are kept when the graph runs without a store. */
  readonly accounts: BaseStore;
};

/**
 * Puts a node into LangGraph: hands it its context and reports start, end, status and errors as events and log
 * lines. What a node throws becomes the run's FAILED outcome, with its code. Interrupts and aborts pass through
 * untouched, so that the run stays resumable (LangGraph's own `errorHandler` would take an abort for a failure
 * and keep it across the resume).
 */
export function instrument(id: NodeId, node: GenesisNode, services: InstrumentServices, log: Logger) {
  const { lifecycle } = services;
  return async (state: GenesisState, config: LangGraphRunnableConfig): Promise<GenesisUpdate> => {
    const threadId: unknown = config.configurable?.thread_id;
    const businessId = state.business_id || (typeof threadId === "string" ? threadId : "");
    const emit = createEmitter(
      businessId,
      services.clock,
      config.writer as ((event: RunEvent) => void) | undefined,
    );
    const nodeLog = log.child({ business_id: businessId, node: id });
    const signal = config.signal ?? NEVER;
    const startedAt = services.clock.now();
    const elapsed = () => Math.max(0, (services.clock.now() - startedAt) / 1_000);
    const moment = () => ({ node: id, businessId, step: stepOf(config), at: isoTime(services.clock) });
    const budget = budgetOf(state, businessId, { services, store: config.store, log: nodeLog });
    const timed = !UNTIMED.has(id);
    emit({ type: "node.started", node: id });
    try {
      if (timed) await budget.begin(SPENDING.has(id));
      const update = await node(state, {
        emit,
        log: nodeLog,
        signal,
        draining: () => config.control?.drainRequested ?? false,
        store: config.store,
        budget,
        threadId: typeof threadId === "string" ? threadId : undefined,
      });
      if (timed) await budget.bookTime();
      const after = { ...state, ...update } as GenesisState;
      const summary = summarise(id, after);
      emit({ type: "node.completed", node: id, duration_seconds: elapsed(), summary });
      if (after.status !== state.status) emit(statusChanged(after));
      nodeLog.info({ duration_seconds: elapsed() }, summary);
      if (lifecycle)
        for (const event of lifecycleEvents(state, after, moment())) await lifecycle.record(event);
      return update;
    } catch (error) {
      if (isGraphBubbleUp(error) || signal.aborted || FATAL.has(id)) throw error;
      const failure = toErrorInfo(error);
      const { code, message } = failure;
      emit({ type: "node.failed", node: id, duration_seconds: elapsed(), error: message, error_code: code });
      // The stack is for the log alone; users get code, message and hint.
      nodeLog.error(GenesisError.isInstance(error) ? { code } : { err: error }, message);
      const breach = breachOf(error);
      if (!breach) return { outcome: { status: "FAILED", error: failure } };
      const deadline = services.clock.now() + services.config.approvalDeadlineMs;
      const stop = budgetStop(state, breach, { deadline: new Date(deadline).toISOString() });
      const after = { ...state, ...stop } as GenesisState;
      if (after.status !== state.status) emit(statusChanged(after));
      if (lifecycle)
        for (const event of lifecycleEvents(state, after, moment())) await lifecycle.record(event);
      return stop;
    }
  };
}

/** The number of the step in its thread: the same when the step is repeated after a kill. */
function stepOf({ metadata }: LangGraphRunnableConfig): number {
  const step: unknown = metadata?.langgraph_step;
  return typeof step === "number" ? step : 0;
}

function budgetOf(
  state: GenesisState,
  businessId: string,
  {
    services,
    store,
    log,
  }: {
    readonly services: InstrumentServices;
    readonly store: BaseStore | undefined;
    readonly log: Logger;
  },
): RunBudget {
  const { config, clock, newId, accounts, metrics } = services;
  return new RunBudget({
    businessId,
    request: BudgetLimitsSchema.safeParse(state.budget).data ?? null,
    approval_requests: state.approval_requests ?? [],
    approval_decisions: state.approval_decisions ?? [],
    config: config.budget,
    store: store ?? accounts,
    clock,
    newId,
    log,
    onDenied: ({ scope, dimension }) => metrics.quotaDenied.inc({ scope, dimension }),
  });
}

function statusChanged({ status, requirements }: GenesisState): RunEventBody {
  const name = requirements?.name;
  return { type: "status.changed", status, ...(typeof name === "string" && { name }) };
}

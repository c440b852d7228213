import type { Task as A2aTask, Message } from "@a2a-js/sdk";
import { z } from "zod";
import { RunBudget } from "../../budget/run-budget.ts";
import type { GenesisConfig } from "../../config/config.ts";
import type { Genesis } from "../../genesis.ts";
import { onceOnly } from "../../nodes/execute-tasks/once-only.ts";
import { runTask } from "../../nodes/execute-tasks/run-task.ts";
import { withinBudget } from "../../nodes/execute-tasks/within-budget.ts";
import type { AgentProfile, TaskWorker, WorkContext } from "../../state/agent.ts";
import { GenesisError } from "../../state/errors.ts";
import type { TaskResult } from "../../state/task.ts";
import { type WorkOrder, WorkOrderSchema, type WorkReport } from "../../state/work-order.ts";
import { EffectJournal } from "../../stores/effect-journal.ts";
import { redactRecord, redactText } from "../../telemetry/redact.ts";
import { Workspace } from "../../tools/workspace.ts";
import type { AgentWork, Ending, Turn, Work, WorkSignals } from "./agent-work.ts";
import { judgeOrder } from "./judge-order.ts";
import { OrderLog, orderKey } from "./order-log.ts";
import { dataOf, dataPart, errorParts, firstMessage, textPart } from "./parts.ts";
import { workReport } from "./work-report.ts";

const BACKOFF_MS = 200;

/** A built-in agent: does the orders of other Genesis in this home, each once. */
export class WorkerAgent implements AgentWork {
  readonly #genesis: Genesis;
  readonly #agent: AgentProfile;
  readonly #orders: OrderLog;
  readonly #worker: TaskWorker;

  constructor(genesis: Genesis, agent: AgentProfile) {
    const { services, stores } = genesis.foundation;
    this.#genesis = genesis;
    this.#agent = agent;
    this.#orders = new OrderLog(stores.store, services.clock);
    const journal = new EffectJournal(stores.store, services.clock);
    // The lease of the order is the fence: one process does it.
    const { builtIn } = services.workers;
    this.#worker = withinBudget(onceOnly(builtIn, { journal, fence: undefined }), {
      payee: builtIn,
      remote: false,
      ceilings: genesis.config.budget.ceilings,
    });
  }

  async accept({ message, task }: Turn): Promise<Work> {
    if (task) throw noQuestions();
    return await this.#workOf(this.#orderIn(message));
  }

  async recover(task: A2aTask): Promise<Work> {
    return await this.#workOf(this.#orderIn(firstMessage(task)));
  }

  async #workOf(order: WorkOrder): Promise<Work> {
    const { services, stores } = this.#genesis.foundation;
    if (await services.flags.isEnabled("emergency_shutdown")) throw shutDown();
    checkEffect(order, this.#genesis.config);
    // What is built here for a person of this house is not for others to change.
    if (await stores.runs.get(order.business_id)) throw ownBusiness(order);
    const task = await judgeOrder(order, services);
    return async (_updates, { draining, signal: stopped }) => {
      const lease = `a2a-order:${orderKey(order)}`;
      const { leases } = this.#genesis.foundation;
      return await leases.exclusively(lease, stopped, async (signal) => {
        const known = await this.#orders.reportOf(order);
        if (known) return reported(known);
        return await this.#do({ ...order, task }, order, { draining, signal });
      });
    };
  }

  #orderIn(message: Message): WorkOrder {
    const [data, ...more] = dataOf(message);
    const parsed = WorkOrderSchema.safeParse(data);
    if (!parsed.success || more.length > 0) {
      throw invalidOrder(parsed.success ? "there are several data parts" : z.prettifyError(parsed.error));
    }
    if (parsed.data.agent_id === this.#agent.agent_id) return parsed.data;
    throw new GenesisError(
      "A2A_WRONG_AGENT",
      `The order is for "${parsed.data.agent_id}"; this is "${this.#agent.agent_id}".`,
      { hint: "Send it to the agent it is for: each has a card of its own." },
    );
  }

  async #do(order: WorkOrder, asked: WorkOrder, { signal, draining }: WorkSignals): Promise<Ending> {
    if (draining.aborted) return PAUSED;
    const { services } = this.#genesis.foundation;
    const { taskTimeoutMs, maxAttempts } = this.#genesis.config.execution;
    const budget = this.#budgetOf(order);
    try {
      await budget.begin(true);
      const result = await runTask({
        task: order.task,
        worker: this.#worker,
        context: { ...contextOf(order), budget: budget.meter(order.agent_id) },
        policy: {
          ...{ timeoutMs: taskTimeoutMs, maxAttempts, backoffMs: BACKOFF_MS },
          deadline: { leftMs: () => budget.timeLeftMs(), error: () => budget.timeUp() },
        },
        clock: services.clock,
        signal,
        onAttempt: () => {},
      });
      await budget.bookTime();
      if (result.status !== "completed") return failed(result);
      const report = this.#reportOf(order, result);
      await this.#orders.keep(asked, report);
      return reported(report);
    } catch (error) {
      if (signal.aborted && draining.aborted) return PAUSED;
      throw error;
    }
  }

  /** An order spends like a run: what our configuration allows, tightened by what is left of the client's budget. */
  #budgetOf(order: WorkOrder): RunBudget {
    const { services, stores, log } = this.#genesis.foundation;
    return new RunBudget({
      businessId: `a2a-order-${orderKey(order)}`,
      request: order.budget ?? null,
      approval_requests: [],
      approval_decisions: [],
      config: this.#genesis.config.budget,
      store: stores.store,
      clock: services.clock,
      newId: services.newId,
      log,
      onDenied: ({ scope, dimension }) => services.metrics.quotaDenied.inc({ scope, dimension }),
    });
  }

  #reportOf({ business_id }: WorkOrder, { output, simulated }: TaskResult): WorkReport {
    const workspace = simulated ? undefined : Workspace.find(this.#genesis.config.home, business_id);
    const read = (path: string) => {
      const text = workspace?.read(path);
      return text === undefined ? undefined : redactText(text);
    };
    return workReport({ output: redactRecord(output), simulated }, read);
  }
}

const PAUSED: Ending = {
  state: "paused",
  parts: [textPart("It is not done yet: the server stops, and does it when it is back.")],
};

function contextOf(order: WorkOrder): Omit<WorkContext, "signal"> {
  return {
    businessId: order.business_id,
    businessName: order.requirements.name,
    businessType: order.business_type,
    requirements: order.requirements,
    agentId: order.agent_id,
    tier: order.tier ?? undefined,
    idempotencyKey: order.idempotency_key,
    seed: order.seed,
    inputs: {},
  };
}

function reported(report: WorkReport): Ending {
  return {
    state: "completed",
    parts: [textPart(report.summary)],
    result: {
      artifactId: "work-report",
      name: "work-report.json",
      description: "What was done (WorkReport).",
      parts: [dataPart(report)],
    },
  };
}

function failed({ error, error_code }: TaskResult): Ending {
  const message = redactText(error ?? "The work failed.");
  const hint = "Look at the order; sent again with the same key it is tried again.";
  const info = {
    code: error_code ?? "TASK_FAILED",
    category: "third_party",
    message,
    hint,
    retryable: false,
  } as const;
  return { state: "failed", parts: errorParts(info) };
}

/** Deny by default: what can't be undone is done for others only where the configuration says so. */
function checkEffect({ task }: WorkOrder, { a2aServer }: Pick<GenesisConfig, "a2aServer">): void {
  if (a2aServer.effects.includes(task.effect)) return;
  throw new GenesisError(
    "A2A_EFFECT_REFUSED",
    `The order has the effect "${task.effect}", which this server does not have for others.`,
    { category: "safety", hint: "Its operator allows effects with GENESIS_A2A_EFFECTS." },
  );
}

function ownBusiness({ business_id }: WorkOrder): GenesisError {
  return new GenesisError(
    "A2A_BUSINESS_REFUSED",
    `The business ${business_id} was created by this server itself.`,
    {
      hint: "Orders are for businesses of the one who orders.",
    },
  );
}

function invalidOrder(problem: string): GenesisError {
  return new GenesisError("A2A_ORDER_INVALID", `The message holds no work order: ${problem}`, {
    hint: "Send one data part with a WorkOrder (docs/a2a.md).",
  });
}

function noQuestions(): GenesisError {
  return new GenesisError(
    "A2A_ORDER_INVALID",
    "This agent asks nothing, so a task of it takes one message.",
    {
      hint: "Send another order as a new task.",
    },
  );
}

function shutDown(): GenesisError {
  return new GenesisError("EMERGENCY_SHUTDOWN", "Genesis is shut down: no task may start.", {
    category: "system",
    hint: "Its operator ends it with the flag emergency_shutdown.",
  });
}

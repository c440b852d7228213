import type { AgentCard } from "@a2a-js/sdk";
import type { Foundation } from "../../genesis.ts";
import type { AgentWork } from "./agent-work.ts";
import { StoredPushConfigs } from "./push/push-configs.ts";
import { PushOutbox } from "./push/push-outbox.ts";
import { PushSender } from "./push/push-sender.ts";
import { DurableRequestHandler } from "./request-handler.ts";
import { TaskExecutor } from "./task-executor.ts";
import { StoredTasks } from "./task-store.ts";

/** An agent that is to be served. */
export interface HostedAgent {
  /** Names its tasks in the database. */
  readonly id: string;
  readonly path: string;
  readonly cardPath: string;
  readonly card: AgentCard;
  readonly extendedCard: AgentCard;
  readonly work: AgentWork;
  /** Tasks that it does at once. */
  readonly slots: number;
}

/** An agent with everything that keeps its tasks. */
export interface AgentHost {
  readonly agent: HostedAgent;
  readonly handler: DurableRequestHandler;
  readonly executor: TaskExecutor;
  readonly pushSender: PushSender;
}

export function hostAgent(agent: HostedAgent, { services, stores, leases, log }: Foundation): AgentHost {
  const { clock, config } = services;
  const rules = { loopback: config.a2aServer.pushToLoopback };
  const tasks = new StoredTasks(stores.store, agent.id);
  const pushConfigs = new StoredPushConfigs(stores.store, agent.id, rules);
  const pushSender = new PushSender({
    ...rules,
    agentId: agent.id,
    configs: pushConfigs,
    outbox: new PushOutbox(stores.store, agent.id),
    leases,
    clock,
    log,
  });
  const executor = new TaskExecutor({
    work: agent.work,
    tasks,
    leases,
    holders: stores.leases,
    clock,
    log,
    slots: agent.slots,
    graceMs: config.drainMs,
  });
  const { card, extendedCard } = agent;
  const handler = new DurableRequestHandler({
    card,
    extendedCard,
    tasks,
    executor,
    pushConfigs,
    pushSender,
    log,
  });
  return { agent, handler, executor, pushSender };
}

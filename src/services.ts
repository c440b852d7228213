import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type BuiltInWorkerOptions, builtInWorker } from "./agents/built-in/built-in-worker.ts";
import { readTree } from "./agents/built-in/project-files.ts";
import { qualityGate } from "./agents/built-in/quality-gate.ts";
import { AGENT_CATALOGUE, validateCatalogue } from "./agents/catalogue.ts";
import { remoteWorker } from "./agents/remote/remote-worker.ts";
import { simulatedWorker } from "./agents/simulated-worker.ts";
import type { GenesisConfig } from "./config/config.ts";
import { FeatureFlags } from "./config/feature-flags.ts";
import type { FlagValues } from "./config/flag-definitions.ts";
import type { GraphServices } from "./graph/compile.ts";
import { createLanguageModel, type ModelCost } from "./llm/gateway.ts";
import { noRevenueModel, revenueHeuristic } from "./nodes/project-revenue/heuristic.ts";
import { validateRules } from "./nodes/route-tasks/rules.ts";
import type { Services } from "./nodes/services.ts";
import type { OnSafetyDecision } from "./nodes/validate-safety/decision-log.ts";
import { loadGate } from "./nodes/validate-safety/gate.ts";
import type { AgentProfile, TaskWorker } from "./state/agent.ts";
import { type Clock, systemClock } from "./state/clock.ts";
import type { PlanningCase } from "./state/planning-case.ts";
import type { RevenueModel } from "./state/revenue.ts";
import type { TakedownPart } from "./state/takedown.ts";
import { LongTermMemory } from "./stores/memory/long-term-memory.ts";
import { Outbox } from "./stores/memory/outbox.ts";
import type { Logger } from "./telemetry/logger.ts";
import { createMetrics, type Metrics } from "./telemetry/metrics.ts";
import { redact } from "./telemetry/redact.ts";
import { createTracer } from "./telemetry/tracing.ts";
import { type ArchetypeRegistry, loadArchetypes } from "./templates/archetypes.ts";
import { BLOCK_SOURCES, KIT_SOURCES, loadBlocks } from "./templates/blocks.ts";
import { planningCases } from "./templates/playbooks.ts";
import { AgentDirectory } from "./tools/a2a/directory.ts";
import { packageRanges } from "./tools/packages.ts";
import type { RemoteHost } from "./tools/remote-host.ts";
import { VercelHost } from "./tools/vercel/vercel-host.ts";
import type { Webhooks } from "./tools/webhooks/webhooks.ts";
import { paymentsPolicy, stripePayments } from "./wiring/stripe-payments.ts";
import { createWebhooks } from "./wiring/webhooks.ts";

/** What a caller may put in place of the defaults. */
export interface ServiceOverrides {
  readonly flags?: FlagValues;
  readonly agents?: readonly AgentProfile[];
  readonly workers?: {
    readonly simulated?: TaskWorker;
    readonly builtIn?: TaskWorker;
    readonly a2a?: TaskWorker;
  };
  readonly revenue?: RevenueModel;
  readonly planningCases?: () => readonly PlanningCase[];
  readonly clock?: Clock;
  readonly safety?: Partial<Services["safety"]>;
  /** Places where businesses leave something, besides those that Genesis knows or in place of them, by name. */
  readonly takedownParts?: readonly TakedownPart[];
}

export interface RunServices extends GraphServices {
  readonly flags: FeatureFlags;
  /** Where releases go besides this machine, and are removed from by a takedown. */
  readonly remoteHost: RemoteHost | undefined;
  /** undefined when no dashboard is configured. */
  readonly lifecycle: Webhooks | undefined;
}

/** The composition root: everything the nodes need, from configuration. */
export async function createServices(
  config: GenesisConfig,
  log: Logger,
  overrides: ServiceOverrides = {},
): Promise<RunServices> {
  const clock = overrides.clock ?? systemClock;
  const agents = overrides.agents ?? AGENT_CATALOGUE;
  validateCatalogue(agents);
  validateRules(config.routingRules, agents);
  const { configFile, flagsFromEnv: fromEnv } = config;
  const metrics = createMetrics();
  const flags = await FeatureFlags.create({ fromEnv, configFile, overrides: overrides.flags });
  const payments = stripePayments(config, metrics);
  const costAware = () => flags.isEnabled("performance_optimizations_enabled");
  const llm = createLanguageModel({ config, log, clock, costAware, onCost: countCosts(metrics) });
  const archetypes = loadArchetypes({ folders: config.archetypeFolders });
  const remoteHost = createRemoteHost(config, { clock, metrics });
  const own = {
    simulated:
      overrides.workers?.simulated ?? simulatedWorker({ delayMs: config.execution.simulatedDelayMs, clock }),
    builtIn:
      overrides.workers?.builtIn ??
      localWorker(config, archetypes, {
        llm: async () => ((await flags.isEnabled("llm_integration_enabled")) ? llm : undefined),
        qualityGate: config.execution.qualityChecks ? qualityGate() : undefined,
        remoteHost,
        payments,
      }),
  };
  return {
    config,
    flags,
    remoteHost,
    archetypes,
    agents,
    llm,
    safety: {
      gate: overrides.safety?.gate ?? loadGate({ policyFolders: config.policyFolders }),
      onDecision: countDecisions(metrics, overrides.safety?.onDecision),
    },
    workers: {
      ...own,
      a2a: overrides.workers?.a2a ?? remoteAgents(config, { agents, clock, metrics, log, own }),
    },
    payments: payments && paymentsPolicy(payments, archetypes),
    revenue: overrides.revenue ?? (config.revenueSimulation ? revenueHeuristic : noRevenueModel),
    memory: createMemory(config, log, metrics),
    metrics,
    lifecycle: createWebhooks(config, { clock, log, metrics }),
    planningCases: overrides.planningCases ?? planningCases,
    clock,
    newId: randomUUID,
    tracer: await createTracer(process.env),
  };
}

/** Where releases go besides this machine: only with RUN_GENESIS_FULL_E2E and the credentials (design 4.7). */
function createRemoteHost(
  { connections: { fullE2e, vercel }, vercel: { domain } }: Pick<GenesisConfig, "connections" | "vercel">,
  { clock, metrics }: { readonly clock: Clock; readonly metrics: Metrics },
): RemoteHost | undefined {
  const { token, teamId, apiUrl } = vercel;
  if (!fullE2e || !token) return undefined;
  return new VercelHost({ token, teamId, apiUrl, domain, clock, metrics });
}

interface RemoteParts {
  readonly agents: readonly AgentProfile[];
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly own: { readonly simulated: TaskWorker; readonly builtIn: TaskWorker };
}

/** The agents of the allowlist, with our own behind them; undefined when there are none. */
function remoteAgents(
  { home, a2aAgents }: GenesisConfig,
  { agents, clock, metrics, log, own }: RemoteParts,
): TaskWorker | undefined {
  if (a2aAgents.length === 0) return undefined;
  return remoteWorker({
    ...own,
    home,
    directory: new AgentDirectory({ entries: a2aAgents, agents, clock }),
    observe({ agent, outcome, seconds, message }) {
      metrics.a2aRemoteTasks.inc({ agent, outcome });
      metrics.a2aRemoteSeconds.observe({ agent }, seconds);
      if (outcome !== "completed") log.warn({ agent, code: outcome }, message);
    },
  });
}

/** The built-in agents; templates are read when the first real run needs them. */
export function localWorker(
  { home }: Pick<GenesisConfig, "home">,
  archetypes: ArchetypeRegistry,
  options: Pick<BuiltInWorkerOptions, "llm" | "qualityGate" | "remoteHost" | "payments"> = {},
): TaskWorker {
  return builtInWorker({
    ...options,
    home,
    archetypes,
    blocks: loadBlocks,
    sources: (blocks) => ({
      kit: readTree(KIT_SOURCES),
      blocks: new Map([...blocks.keys()].map((id) => [id, readTree(join(BLOCK_SOURCES, id))])),
      ranges: packageRanges(),
    }),
  });
}

function countCosts({ modelCosts, modelSavedCosts }: Metrics) {
  return ({ node, model, usd, strongestUsd }: ModelCost): void => {
    modelCosts.inc({ node, model }, usd);
    // The price of a model that was named may be any.
    modelSavedCosts.inc(Math.max(0, strongestUsd - usd));
  };
}

function countDecisions(metrics: Metrics, next: OnSafetyDecision | undefined): OnSafetyDecision {
  return (decision) => {
    const { action, categories } = decision;
    for (const category of categories.length > 0 ? categories : ["none"]) {
      metrics.safetyDecisions.inc({ category, action });
    }
    next?.(decision);
  };
}

function createMemory(config: GenesisConfig, log: Logger, metrics: Metrics): LongTermMemory {
  const { timeoutMs, cases } = config.memory;
  return new LongTermMemory({
    timeoutMs,
    cases,
    outbox: new Outbox({ folder: join(config.home, "outbox"), redact }),
    observer: {
      failed(operation, error) {
        metrics.memoryErrors.inc({ operation });
        log.warn({ operation, err: error }, "memory failed");
      },
      replayed(writes) {
        metrics.memoryReplayed.inc(writes);
        log.info({ writes }, "memory took what had waited in the outbox");
      },
      skipped: (record) => log.warn(record, "memory record left out"),
      rejected: (file) => log.error({ file }, "outbox entry put aside: no store takes it"),
    },
  });
}

import type { GenesisConfig } from "../config/config.ts";
import type { FlagName } from "../config/flag-definitions.ts";
import type { LanguageModel } from "../llm/gateway.ts";
import type { AgentProfile, TaskWorker } from "../state/agent.ts";
import type { BusinessRequirements } from "../state/business.ts";
import type { Clock } from "../state/clock.ts";
import type { LifecycleRecorder } from "../state/lifecycle-event.ts";
import type { PlanningCase } from "../state/planning-case.ts";
import type { RevenueModel } from "../state/revenue.ts";
import type { LongTermMemory } from "../stores/memory/long-term-memory.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { ArchetypeRegistry } from "../templates/archetypes.ts";
import type { OnSafetyDecision } from "./validate-safety/decision-log.ts";
import type { SafetyGate } from "./validate-safety/gate.ts";

/** Whether a run acts at the payment provider, in its test mode only. */
export interface PaymentsPolicy {
  /** Throws STRIPE_LIVE_KEY when the credentials are not those of test mode. */
  check(): void;
  /** Whether the product of a business takes payments. */
  wantedBy(businessType: string, requirements: BusinessRequirements): boolean;
}

/** What the nodes need from outside; built once by the composition root and handed in. */
export interface Services {
  readonly config: GenesisConfig;
  readonly flags: { isEnabled(name: FlagName): Promise<boolean> };
  readonly archetypes: ArchetypeRegistry;
  readonly agents: readonly AgentProfile[];
  /** undefined without a key: the local paths are used. */
  readonly llm: LanguageModel | undefined;
  readonly safety: {
    readonly gate: SafetyGate;
    /** Told of every decision. */
    readonly onDecision?: OnSafetyDecision | undefined;
  };
  readonly workers: {
    readonly simulated: TaskWorker;
    /** Builds and launches real products: the execution mode `real`. */
    readonly builtIn: TaskWorker;
    /** Remote agents over A2A; used when `a2a_integration_enabled` is on. */
    readonly a2a: TaskWorker | undefined;
  };
  /** undefined: no run acts at a payment provider. */
  readonly payments?: PaymentsPolicy | undefined;
  readonly revenue: RevenueModel;
  /** Throws when another process drives the run; absent where runs have no lease (the LangGraph server). */
  readonly fence?: (businessId: string) => Promise<void>;
  /** What earlier runs taught; the store it is kept in comes with each run. */
  readonly memory: LongTermMemory;
  readonly metrics: Metrics;
  /** Where the steps of a business's life are reported (guide 14.4). */
  readonly lifecycle?: LifecycleRecorder | undefined;
  /** Ways of doing things that worked; they stand in where an archetype has no steps of its own. */
  readonly planningCases: () => readonly PlanningCase[];
  readonly clock: Clock;
  /** A fresh UUID for runs whose caller gave none. */
  readonly newId: () => string;
}

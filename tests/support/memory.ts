import { join } from "node:path";
import type { BusinessRequirements } from "../../src/state/business.ts";
import type { AgentObservation, BusinessRecord, Case, StepFailure } from "../../src/state/memory-record.ts";
import {
  LongTermMemory,
  type LongTermMemoryOptions,
  type MemoryOperation,
} from "../../src/stores/memory/long-term-memory.ts";
import { Outbox } from "../../src/stores/memory/outbox.ts";
import { redact } from "../../src/telemetry/redact.ts";
import { aRequirements } from "./requirements.ts";
import { temporaryFolder } from "./services.ts";

export const provenance = { run: "b1", written_at: "2026-01-01T00:00:00.000Z", execution_mode: "simulated" };

/** A day of January 2026. */
export function onDay(day: number): string {
  return new Date(Date.UTC(2026, 0, day)).toISOString();
}

/** A successful run with the given differences. */
export function aBusinessRecord(
  id: string,
  differences: Partial<Omit<BusinessRecord, "requirements">> & {
    requirements?: Partial<BusinessRequirements>;
  } = {},
): BusinessRecord {
  const { requirements, ...rest } = differences;
  return {
    kind: "business",
    version: 1,
    business_id: id,
    business_type: "saas_tool",
    success: true,
    requirements: aRequirements(requirements),
    team: ["builder", "deploy", "qa"],
    task_summaries: [],
    failures: [],
    completion_rate: 1,
    evolution_rounds: 0,
    deployment_url: "https://acme.vercel.app",
    outcome: "SUCCESS",
    lesson: "Launched.",
    ...rest,
    provenance: rest.provenance ?? { ...provenance, run: id },
  };
}

export function aFailure(step: string, differences: Partial<StepFailure> = {}): StepFailure {
  return { step, feature: null, agent_id: "builder", error_code: "NO_LUCK", ...differences };
}

export function anObservation(
  agent_id: string,
  business_id: string,
  differences: Partial<AgentObservation> = {},
): AgentObservation {
  return {
    kind: "agent",
    version: 1,
    agent_id,
    business_id,
    business_type: "saas_tool",
    success: true,
    by_difficulty: { Standard: { done: 1, failed: 0 } },
    by_capability: { frontend: { done: 1, failed: 0 } },
    failures: [],
    provenance: { ...provenance, run: business_id },
    ...differences,
  };
}

export function aCase(state: string, differences: Partial<Case> = {}): Case {
  return {
    kind: "case",
    version: 1,
    scope: "task",
    business_type: "saas_tool",
    agent_id: "builder",
    state,
    action: { step: "build-feature" },
    reward: 1,
    metadata: {},
    provenance,
    ...differences,
  };
}

/** Memory with an outbox of its own, and what its observer was told. */
export function aLongTermMemory(options: Partial<LongTermMemoryOptions> & { outbox?: Outbox } = {}) {
  const failed: MemoryOperation[] = [];
  const counts = { replayed: 0 };
  const rejected: string[] = [];
  const outbox = options.outbox ?? new Outbox({ folder: join(temporaryFolder(), "outbox"), redact });
  const memory = new LongTermMemory({
    timeoutMs: 1_000,
    cases: { count: 4, minSimilarity: 0.1, minReward: 0.5 },
    observer: {
      failed: (operation) => failed.push(operation),
      replayed: (writes) => {
        counts.replayed += writes;
      },
      skipped: () => {},
      rejected: (file) => rejected.push(file),
    },
    ...options,
    outbox,
  });
  return { memory, outbox, failed, counts, rejected };
}

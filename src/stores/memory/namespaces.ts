import type { PutOperation } from "@langchain/langgraph-checkpoint";
import { digest } from "../../state/digest.ts";
import type { MemoryRecord, MemoryRecordKind } from "../../state/memory-record.ts";

/** Where each kind of record is kept (guide 9.3). How long, says `retention.ts`. */
export const NAMESPACES = {
  business: (type: string) => ["business", type],
  bestPractices: ["consensus", "best_practices"],
  agents: ["agent"],
  agent: (agentId: string) => ["agent", agentId],
  evolution: (type: string) => ["evolution", type],
  cases: (type?: string) => (type === undefined ? ["cases"] : ["cases", type]),
  playbooks: (type?: string) =>
    type === undefined ? ["consensus", "playbooks"] : ["consensus", "playbooks", type],
} as const;

const MEMORY_ROOTS: ReadonlySet<string> = new Set([
  "business",
  "agent",
  "consensus",
  "evolution",
  "cases",
  "outcomes",
]);

/** Requests, journals and audit logs are in the same store, but are nothing that was learnt. */
export function isMemory([root = ""]: readonly string[]): boolean {
  return MEMORY_ROOTS.has(root);
}

/** A write of a record. The same record always gives the same namespace and key, so writing twice is harmless. */
export type MemoryWrite = Pick<PutOperation, "namespace" | "key"> & {
  readonly value: Record<string, unknown>;
  readonly index?: false | string[];
};

/**
 * What records of a kind are found by. Task titles are left out: every plan has nearly the same, and they would
 * drown what a business is about.
 */
const INDEXED: Readonly<Record<MemoryRecordKind, string[]>> = {
  business: [
    "business_type",
    "requirements.name",
    "requirements.description",
    "requirements.target_audience",
    "requirements.mvp_features[*]",
    "requirements.tech_stack[*]",
    "lesson",
  ],
  best_practice: ["business_type", "text"],
  agent: ["agent_id", "business_type", "failures[*].step", "failures[*].feature"],
  evolution: ["business_type", "rounds[*].diagnosis"],
  case: ["state"],
};

export function indexOfKind(kind: unknown): string[] | undefined {
  return typeof kind === "string" && Object.hasOwn(INDEXED, kind)
    ? INDEXED[kind as MemoryRecordKind]
    : undefined;
}

export function writeOf(record: MemoryRecord): MemoryWrite {
  // An agent with nothing but successes is looked up by its name, and has no words worth a search.
  const wordless = record.kind === "agent" && record.failures.length === 0;
  return { ...placeOf(record), value: record, index: wordless ? false : INDEXED[record.kind] };
}

function placeOf(record: MemoryRecord): Pick<MemoryWrite, "namespace" | "key"> {
  switch (record.kind) {
    case "business":
      return { namespace: NAMESPACES.business(record.business_type), key: record.business_id };
    case "agent":
      return { namespace: NAMESPACES.agent(record.agent_id), key: record.business_id };
    case "evolution":
      return { namespace: NAMESPACES.evolution(record.business_type), key: record.business_id };
    case "best_practice":
      return { namespace: [...NAMESPACES.bestPractices], key: record.practice_id };
    case "case": {
      const { scope, business_type, agent_id, state, action, reward, provenance } = record;
      const { execution_mode } = provenance;
      const place = scope === "playbook" ? NAMESPACES.playbooks : NAMESPACES.cases;
      // What happened, not when or in which run: the same experience is one case however often it is made. That it
      // was simulated is part of it, or a simulation would stand in the way of the real experience.
      const key = digest({ scope, agent_id, state, action, reward, execution_mode }).slice(0, 32);
      return { namespace: place(business_type), key };
    }
  }
}

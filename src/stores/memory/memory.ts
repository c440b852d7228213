import type { BaseStore, Item, SearchItem } from "@langchain/langgraph-checkpoint";
import type { z } from "zod";
import {
  type AgentObservation,
  AgentObservationSchema,
  type BestPractice,
  BestPracticeSchema,
  type BusinessRecord,
  BusinessRecordSchema,
  type Case,
  CaseSchema,
  type EvolutionRecord,
  EvolutionRecordSchema,
  MEMORY_RECORD_VERSION,
} from "../../state/memory-record.ts";
import { behindQueue } from "../behind-queue.ts";
import { type MemoryWrite, NAMESPACES, writeOf } from "./namespaces.ts";

/** A record that was left out of a read and stays where it is: written by a newer Genesis, or by somebody else. */
export interface SkippedRecord {
  readonly namespace: readonly string[];
  readonly key: string;
  readonly reason: "newer version" | "unreadable";
}

/** Read at most so many observations of agents; older ones tell less and expire anyway. */
const MAX_OBSERVATIONS = 40;
const MAX_PRACTICES = 500;

/** Which tasks of earlier runs are asked for. */
export interface TaskCaseQuery {
  readonly businessType: string;
  /** A simulated success says nothing of real work. */
  readonly executionMode: string;
}

interface CaseSearch {
  readonly text: string;
  readonly businessType?: string | undefined;
  readonly agentId?: string | undefined;
  readonly limit: number;
}

/**
 * Long-term memory as typed records over any LangGraph store (guide 9). Every read is parsed; what does not fit is
 * skipped and reported, never deleted.
 */
export class Memory {
  readonly #store: BaseStore;
  readonly #onSkipped: (record: SkippedRecord) => void;
  /** Each is reported once, however many searches find it. */
  readonly #skipped = new Set<string>();

  constructor(store: BaseStore, onSkipped: (record: SkippedRecord) => void = () => {}) {
    this.#store = behindQueue(store);
    this.#onSkipped = onSkipped;
  }

  /** Runs of a type that may tell about the query: those that have a word of it and the newest, each once. */
  async similarBusinesses(type: string, query: string, limit: number): Promise<BusinessRecord[]> {
    const place = [...NAMESPACES.business(type)];
    const found = await Promise.all([
      this.#store.search(place, { query, limit }),
      this.#store.search(place, { limit }),
    ]);
    const once = new Map(found.flat().map((item) => [item.key, item]));
    return this.#parse(BusinessRecordSchema, [...once.values()]);
  }

  /** Runs of a type, newest first. */
  async recentBusinesses(type: string, limit: number): Promise<BusinessRecord[]> {
    return this.#parse(
      BusinessRecordSchema,
      await this.#store.search([...NAMESPACES.business(type)], { limit }),
    );
  }

  /** What holds for a type or for every type: the type's own first, then by support. */
  async bestPractices(type: string): Promise<BestPractice[]> {
    const items = await this.#store.search([...NAMESPACES.bestPractices], { limit: MAX_PRACTICES });
    const own = ({ business_type }: BestPractice) => Number(business_type === type);
    return this.#parse(BestPracticeSchema, items)
      .filter(({ business_type }) => business_type === null || business_type === type)
      .sort((a, b) => own(b) - own(a) || b.support - a.support || (a.practice_id < b.practice_id ? -1 : 1));
  }

  /** The latest observations of all agents, and the latest in runs of the type, each once. */
  async agentObservations(type: string): Promise<AgentObservation[]> {
    const limit = MAX_OBSERVATIONS;
    const latest = await this.#store.search([...NAMESPACES.agents], { limit });
    // All there are, or all of the type: then the latest of the type are among them.
    const enough = latest.length < limit || latest.every(({ value }) => value.business_type === type);
    const ofType = enough
      ? []
      : await this.#store.search([...NAMESPACES.agents], { limit, filter: { business_type: type } });
    const once = new Map(
      [...latest, ...ofType].map((item) => [JSON.stringify([item.namespace, item.key]), item]),
    );
    return this.#parse(AgentObservationSchema, [...once.values()]);
  }

  async evolutions(type: string, limit: number): Promise<EvolutionRecord[]> {
    const items = await this.#store.search([...NAMESPACES.evolution(type)], { limit });
    return this.#parse(EvolutionRecordSchema, items);
  }

  /** Cases and playbooks that have a word of the text. */
  async findCases({ text, businessType, agentId, limit }: CaseSearch): Promise<Case[]> {
    const filter = agentId === undefined ? {} : { filter: { agent_id: agentId } };
    const places = [NAMESPACES.cases(businessType), NAMESPACES.playbooks(businessType)];
    const found = await Promise.all(
      places.map((place) => this.#store.search([...place], { query: text, limit, ...filter })),
    );
    return this.#parse(CaseSchema, found.flat());
  }

  /** Cases of tasks, newest first. Not searched by text: whoever has many questions measures them at hand. */
  async taskCases({ businessType, executionMode }: TaskCaseQuery, limit: number): Promise<Case[]> {
    const place = [...NAMESPACES.cases(businessType)];
    const found = await this.#store.search(place, { limit, filter: { scope: "task" } });
    // Checked here: LangGraph's own stores don't look below the first level of a value.
    return this.#parse(CaseSchema, found).filter(
      ({ provenance }) => provenance.execution_mode === executionMode,
    );
  }

  /**
   * Writes all or nothing (where the store can). Cases are only ever added: one that is there already is left alone,
   * with the provenance of its first time.
   */
  async write(writes: readonly MemoryWrite[]): Promise<void> {
    const fresh = await this.#missing(writes.filter(isCase));
    const operations = [...writes.filter((write) => !isCase(write)), ...fresh];
    if (operations.length > 0) await this.#store.batch(operations);
  }

  /** Adds the cases that are not there yet; returns how many. */
  async addCases(cases: readonly Case[]): Promise<number> {
    const missing = await this.#missing(cases.map(writeOf));
    if (missing.length > 0) await this.#store.batch(missing);
    return missing.length;
  }

  /**
   * Writes the practices that say something else than what is there; returns how many. One that a newer run shows
   * just as well stays as it is, with the evidence of its time.
   */
  async updatePractices(practices: readonly BestPractice[]): Promise<number> {
    const writes = practices.map(writeOf);
    if (writes.length === 0) return 0;
    const present = await this.#store.batch(writes.map(({ namespace, key }) => ({ namespace, key })));
    const changed = writes.filter((write, at) => !saysTheSame(present[at], write));
    await this.write(changed);
    return changed.length;
  }

  /** The writes whose key is not there yet, each once. */
  async #missing(writes: readonly MemoryWrite[]): Promise<MemoryWrite[]> {
    const distinct = [
      ...new Map(writes.map((write) => [JSON.stringify([write.namespace, write.key]), write])).values(),
    ];
    if (distinct.length === 0) return [];
    const found = await this.#store.batch(distinct.map(({ namespace, key }) => ({ namespace, key })));
    return distinct.filter((_write, at) => !found[at]);
  }

  #parse<T>(schema: z.ZodType<T>, items: readonly SearchItem[]): T[] {
    return items.flatMap((item) => {
      const parsed = schema.safeParse(item.value);
      if (parsed.success) return [parsed.data];
      const { namespace, key, value } = item;
      const place = JSON.stringify([namespace, key]);
      if (this.#skipped.has(place)) return [];
      this.#skipped.add(place);
      const newer = typeof value.version === "number" && value.version > MEMORY_RECORD_VERSION;
      this.#onSkipped({ namespace, key, reason: newer ? "newer version" : "unreadable" });
      return [];
    });
  }
}

function isCase({ value }: MemoryWrite): boolean {
  return value.kind === "case";
}

function saysTheSame(present: Item | null | undefined, { value }: MemoryWrite): boolean {
  return (["text", "support", "runs"] as const).every((field) => present?.value[field] === value[field]);
}

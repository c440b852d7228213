import type { BaseStore } from "@langchain/langgraph";
import { z } from "zod";
import {
  type BusinessCreationResult,
  type BusinessRequest,
  BusinessRequestSchema,
} from "../state/business.ts";
import { type Clock, isoTime } from "../state/clock.ts";
import { GenesisError } from "../state/errors.ts";

const NAMESPACE = ["requests"];
const MAX_LISTED = 10_000;

/**
 * A request until it has been served. `running`: its run has not ended. `waiting`: its run was refused or failed for
 * a reason that is not the request's, and `genesis replay` runs it again (guide 23.2).
 */
const RequestRecordSchema = z.object({
  version: z.literal(1),
  business_id: z.string(),
  // A request that is refused for its form is kept to the letter as well.
  request: z.record(z.string(), z.unknown()),
  state: z.enum(["running", "waiting"]),
  code: z.string().nullable().describe("Why it waits"),
  attempts: z.int().min(1).describe("Runs so far, this one included"),
  created_at: z.string(),
  updated_at: z.string(),
});
export type RequestRecord = z.infer<typeof RequestRecordSchema>;

/** The requests that are not served yet. */
export class RequestLog {
  readonly #store: BaseStore;
  readonly #clock: Clock;

  constructor(store: BaseStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Keeps a request before its run begins. */
  async accept(businessId: string, request: BusinessRequest, attempts = 1): Promise<void> {
    const now = isoTime(this.#clock);
    await this.#put({
      version: 1,
      business_id: businessId,
      request: { ...request },
      state: "running",
      code: null,
      attempts,
      created_at: now,
      updated_at: now,
    });
  }

  /** Strikes a request off, or lets it wait for a replay. */
  async settle({ business_id, status, metadata }: BusinessCreationResult): Promise<void> {
    const error = ErrorSchema.safeParse(metadata.error);
    const own = !error.success || error.data.category === "user" || error.data.category === "safety";
    if (status !== "FAILED" || own) return this.remove(business_id);
    const record = await this.get(business_id);
    if (!record) return;
    const { code } = error.data;
    // A day that was full before it began is no attempt.
    const attempts = code === "QUOTA_EXCEEDED" ? Math.max(1, record.attempts - 1) : record.attempts;
    await this.#put({ ...record, state: "waiting", code, attempts, updated_at: isoTime(this.#clock) });
  }

  async get(businessId: string): Promise<RequestRecord | undefined> {
    const item = await this.#store.get(NAMESPACE, businessId);
    return item ? parse(item.value, businessId) : undefined;
  }

  /** Requests that wait for a replay, oldest first. */
  async waiting(): Promise<RequestRecord[]> {
    const items = await this.#store.search(NAMESPACE, { filter: { state: "waiting" }, limit: MAX_LISTED });
    return items
      .map(({ key, value }) => parse(value, key))
      .sort((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0));
  }

  async remove(businessId: string): Promise<void> {
    await this.#store.delete(NAMESPACE, businessId);
  }

  async #put(record: RequestRecord): Promise<void> {
    await this.#store.put(NAMESPACE, record.business_id, record, false);
  }
}

const ErrorSchema = z.object({ code: z.string(), category: z.string() });

/** The request as the graph takes it; a bad one is refused by `intake`, as it was the first time. */
export function requestOf({ request }: RequestRecord): BusinessRequest {
  const parsed = BusinessRequestSchema.safeParse(request);
  return parsed.success ? parsed.data : (request as BusinessRequest);
}

function parse(value: unknown, key: string): RequestRecord {
  const parsed = RequestRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GenesisError("REQUEST_UNREADABLE", `The stored request of run ${key} can't be read.`, {
    category: "system",
    hint: "It may be from a newer Genesis: update this one. Nothing was changed.",
  });
}

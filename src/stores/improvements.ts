import type { BaseStore } from "@langchain/langgraph";
import { z } from "zod";
import type { RequirementsInput } from "../state/business.ts";
import { type Clock, isoTime } from "../state/clock.ts";
import { digest } from "../state/digest.ts";

const improvementsOf = (businessId: string): string[] => ["improvements", businessId];
const MAX_LISTED = 10_000;

const ImprovementSchema = z.object({
  version: z.literal(1),
  run: z.string(),
  features: z.array(z.string()).describe("What it adds"),
  generated: z
    .record(z.string(), z.string())
    .default({})
    .describe("Fields of the requirements that the local generator wrote, each with the digest of its value"),
  started_at: z.string(),
});
/** A run that works on the product of a business that an earlier run made. */
export type Improvement = z.infer<typeof ImprovementSchema>;

/** Which runs improve which business: the lineage of a product. */
export class Improvements {
  readonly #store: BaseStore;
  readonly #clock: Clock;

  constructor(store: BaseStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async add(
    businessId: string,
    { run, features, generated }: Pick<Improvement, "run" | "features" | "generated">,
  ): Promise<void> {
    const improvement: Improvement = {
      version: 1,
      run,
      features,
      generated,
      started_at: isoTime(this.#clock),
    };
    await this.#store.put(improvementsOf(businessId), run, improvement, false);
  }

  /** Oldest first. */
  async of(businessId: string): Promise<Improvement[]> {
    const items = await this.#store.search(improvementsOf(businessId), { limit: MAX_LISTED });
    return items
      .flatMap(({ value }) => ImprovementSchema.safeParse(value).data ?? [])
      .sort((a, b) => (a.started_at < b.started_at ? -1 : a.started_at > b.started_at ? 1 : 0));
  }
}

/** What was recorded of a run when it began to improve the business; undefined when nothing was. */
export async function improvementOf(
  store: BaseStore,
  businessId: string,
  run: string,
): Promise<Improvement | undefined> {
  const item = await store.get(improvementsOf(businessId), run);
  return ImprovementSchema.safeParse(item?.value).data;
}

/** The given fields of the requirements, each with the digest of its value. */
export function digestsOf(
  requirements: RequirementsInput,
  fields: readonly (keyof RequirementsInput)[],
): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field, digest(requirements[field])]));
}

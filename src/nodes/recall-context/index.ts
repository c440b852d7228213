import type { BaseStore } from "@langchain/langgraph";
import type { SimilarBusiness } from "../../state/idea.ts";
import { BusinessRecordSchema } from "../../state/memory-record.ts";
import { type GenesisNode, warn } from "../node.ts";

/** How many earlier runs are recalled (guide 9.2). */
const MAX_SIMILAR = 3;
const MAX_PRACTICES = 5;

/** Fetches what earlier runs of the same type learnt. Without a working store the run goes on (guide 9.2). */
export function recallContext(): GenesisNode {
  return async (state, context) => {
    if (!context.store) return { similar_businesses: [], best_practices: [] };
    try {
      return {
        similar_businesses: await similarBusinesses(context.store, state.business_type),
        best_practices: await bestPractices(context.store),
      };
    } catch (error) {
      const message = `Memory can't be read, the run goes on without it: ${(error as Error).message}`;
      return { warnings: [warn(context, "MEMORY_UNAVAILABLE", message)] };
    }
  };
}

async function similarBusinesses(store: BaseStore, businessType: string): Promise<SimilarBusiness[]> {
  const items = await store.search(["business", businessType], { limit: MAX_SIMILAR });
  return items.flatMap((item) => {
    const parsed = BusinessRecordSchema.safeParse(item.value);
    if (!parsed.success) return [];
    const { business_id, success, requirements, team, lesson } = parsed.data;
    const { name, description, mvp_features: features } = requirements;
    return [{ business_id, business_type: businessType, name, description, success, features, team, lesson }];
  });
}

async function bestPractices(store: BaseStore): Promise<string[]> {
  const items = await store.search(["consensus", "best_practices"], { limit: MAX_PRACTICES });
  return items.flatMap(({ value }) => (typeof value.text === "string" ? [value.text] : []));
}

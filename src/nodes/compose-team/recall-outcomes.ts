import { z } from "zod";
import type { Warning } from "../../state/run-event.ts";
import { type NodeContext, warn } from "../node.ts";
import { type JointOutcomes, jointOutcomes, NO_OUTCOMES } from "./swarm/kinship.ts";

/** How many of the latest businesses, of any type, say how agents work together; records are large, each run reads them. */
const MAX_RECORDS = 16;

/** What of a business record counts here; whoever writes records may add to the rest. */
const OutcomeRecordSchema = z.object({
  team: z.array(z.string()),
  success: z.boolean(),
  provenance: z.object({ execution_mode: z.string() }),
});

interface Recalled {
  readonly outcomes: JointOutcomes;
  readonly warnings: Warning[];
}

/**
 * What earlier teams achieved together. Only runs of the same execution mode count: a simulated success says
 * nothing of real work. Without a working store nothing is known, and the run goes on.
 */
export async function recallOutcomes(
  context: Pick<NodeContext, "emit" | "log" | "store">,
  executionMode: string,
): Promise<Recalled> {
  if (!context.store) return { outcomes: NO_OUTCOMES, warnings: [] };
  try {
    const items = await context.store.search(["business"], { limit: MAX_RECORDS });
    const records = items.flatMap(({ value }) => {
      const { data } = OutcomeRecordSchema.safeParse(value);
      return data?.provenance.execution_mode === executionMode ? [data] : [];
    });
    return { outcomes: jointOutcomes(records), warnings: [] };
  } catch (error) {
    const message = `Memory can't be read, the team is composed without it: ${(error as Error).message}`;
    return { outcomes: NO_OUTCOMES, warnings: [warn(context, "MEMORY_UNAVAILABLE", message)] };
  }
}

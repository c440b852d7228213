import { z } from "zod";
import type { TaskResult } from "../../state/task.ts";

/** What a later task says of a feature, when it became something else than its own task told. */
const CorrectedSchema = z.object({
  met_otherwise: z.array(z.object({ feature: z.string(), why: z.string() })),
});

/** How each feature was met: by which part of the product, on which page, and why so. Empty for simulated runs. */
export function featuresMet(task_results: readonly TaskResult[]): Record<string, unknown>[] {
  const corrected = task_results.flatMap(
    ({ output }) => CorrectedSchema.safeParse(output).data?.met_otherwise ?? [],
  );
  const reasons = new Map(corrected.map(({ feature, why }) => [feature, why]));
  return task_results.flatMap(({ feature, status, output: { met_by, page, why } }) =>
    feature !== null && status === "completed" && typeof met_by === "string"
      ? [{ feature, met_by, page: page ?? null, why: reasons.get(feature) ?? why ?? null }]
      : [],
  );
}

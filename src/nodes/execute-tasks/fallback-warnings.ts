import { z } from "zod";
import type { Warning } from "../../state/run-event.ts";
import type { TaskResult } from "../../state/task.ts";

/** What the remote worker leaves in a task's output about who did it. */
const TriedSchema = z.object({
  done_by: z.object({ kind: z.string() }),
  remote_failures: z.array(z.object({ agent: z.string(), code: z.string() })).min(1),
});

/**
 * One warning for all tasks that remote agents could not do and ours did, and one for those that another remote agent
 * did. Read from the results, which are durable: a resumed run warns of what happened before.
 */
export function fallbackWarnings(results: readonly TaskResult[]): Warning[] {
  const tried = results.flatMap(({ output }) => {
    const parsed = TriedSchema.safeParse(output);
    return parsed.success ? [parsed.data] : [];
  });
  const elsewhere = tried.filter(({ done_by }) => done_by.kind === "a2a");
  const own = tried.filter(({ done_by }) => done_by.kind !== "a2a");
  return [
    ...warningOf("A2A_FALLBACK", own, "were done here, because remote agents could not"),
    ...warningOf("A2A_RETRIED_ELSEWHERE", elsewhere, "were done by another remote agent than the first"),
  ];
}

function warningOf(code: string, tasks: readonly z.infer<typeof TriedSchema>[], what: string): Warning[] {
  if (tasks.length === 0) return [];
  const reasons = tasks.flatMap(({ remote_failures }) =>
    remote_failures.map((failure) => `${failure.agent}: ${failure.code}`),
  );
  const named = [...new Set(reasons)].sort().slice(0, 5).join(", ");
  return [{ code, message: `Tasks that ${what}: ${tasks.length} (${named}).` }];
}

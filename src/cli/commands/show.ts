import { resultOf } from "../../runtime/snapshot.ts";
import type { BusinessCreationResult } from "../../state/business.ts";
import type { Improvement } from "../../stores/improvements.ts";
import { findRun } from "../find-run.ts";
import { openGenesis, READS } from "../open-genesis.ts";
import { type Console, printApprovals, printJson, printLine, printResult } from "../output.ts";
import { productStatuses } from "../product-status.ts";
import { printable, table, truncate } from "../text.ts";

const RESTART = "; genesis preview starts it again";

/** `genesis show`: one run, whatever state it is in. */
export async function show({ id, json }: { id: string; json: boolean }, console: Console): Promise<number> {
  const genesis = await openGenesis(READS);
  try {
    const { record, state, improvements } = await genesis.show(await findRun(genesis, id));
    const result = resultOf(state);
    // The index of a run that was killed may be a step behind its state.
    const name = record.name || String(state.requirements?.name ?? "");
    if (json) {
      printJson(console, result ?? { ...record, name, approval_requests: state.approval_requests ?? [] });
    } else if (result) {
      printResult(console, result);
      const status = (await productStatuses(genesis.config.home)).get(record.business_id);
      if (status) printLine(console, `  product   ${status}${status === "stopped" ? RESTART : ""}`);
      printLineage(console, state.improves, improvements);
      printTasks(console, result);
    } else {
      printLine(console, `${record.status}  ${record.business_type}  ${printable(name)}`.trimEnd());
      printApprovals(console, state.approval_requests ?? []);
      const next = record.status === "AWAITING_APPROVAL" ? "approve" : "resume";
      printLine(console, `Continue it with: genesis ${next} ${record.business_id}`);
    }
    return 0;
  } finally {
    await genesis.close();
  }
}

/** Which run made the product and which worked on it since. */
function printLineage(console: Console, root: string | null, improvements: readonly Improvement[]): void {
  if (root) printLine(console, `  improves  ${root}`);
  for (const { run, features } of improvements) {
    printLine(console, `  improved  by ${run}: ${printable(features.join(", "))}`);
  }
}

function printTasks(console: Console, { task_results }: BusinessCreationResult): void {
  if (task_results.length === 0) return;
  const rows = task_results.map((task) => [
    task.phase,
    truncate(printable(task.title), 56),
    task.agent_id ?? "nobody",
    task.status,
    printable(task.error ?? ""),
  ]);
  printLine(console, `\n${table([["PHASE", "TASK", "AGENT", "STATUS", ""], ...rows])}`);
}

import { noticeInterrupted, openGenesis, READS } from "../open-genesis.ts";
import { type Console, printJson, printLine } from "../output.ts";
import { notice, productStatuses } from "../product-status.ts";
import { printable, table, truncate } from "../text.ts";

/** `genesis list`: the runs of this GENESIS_HOME, newest first. */
export async function list(
  { json, status, limit }: { json: boolean; status: string | undefined; limit: number },
  console: Console,
): Promise<number> {
  const genesis = await openGenesis(READS);
  try {
    await noticeInterrupted(genesis, console);
    const runs = await genesis.list({ limit, ...(status !== undefined && { status }) });
    const products = await productStatuses(genesis.config.home);
    if (json) {
      printJson(
        console,
        runs.map((run) => ({ ...run, product: products.get(run.business_id) ?? null })),
      );
    } else if (runs.length === 0) {
      printLine(console, "No runs yet. Start one with: genesis create saas_tool");
    } else {
      const rows = runs.map((run) => [
        run.business_id.slice(0, 8),
        run.status,
        run.business_type,
        truncate(printable(run.name), 32),
        run.created_at.slice(0, 16).replace("T", " "),
        [run.deployment_url ?? "", notice(products.get(run.business_id))].join(" ").trim(),
      ]);
      printLine(console, table([["ID", "STATUS", "TYPE", "NAME", "CREATED (UTC)", "URL"], ...rows]));
    }
    return 0;
  } finally {
    await genesis.close();
  }
}

import type { Genesis } from "../../genesis.ts";
import type { OutboxCounts } from "../../state/event-outbox.ts";
import type { EventOverview } from "../../wiring/webhooks.ts";
import { EXIT } from "../exit-codes.ts";
import { findRun } from "../find-run.ts";
import { READS, withGenesis } from "../open-genesis.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { EventsCommand } from "../parsers/events.ts";
import { printable, table } from "../text.ts";

/** `genesis events`: what waits for the dashboard and what it refused. `flush` exits with 1 while something is left. */
export async function events(command: EventsCommand, console: Console): Promise<number> {
  if (command.action === "flush") {
    return withGenesis(async (genesis) => {
      const counts = await genesis.events.flush({ dead: command.dead });
      if (command.json) printJson(console, counts);
      else printLine(console, countsLine(counts));
      return counts.pending + counts.dead > 0 ? EXIT.failed : EXIT.success;
    });
  }
  return withGenesis(async (genesis) => {
    const { business } = command;
    const businessId = business === undefined ? undefined : await businessOf(genesis, business);
    const overview = await genesis.events.overview({ businessId });
    if (command.json) printJson(console, overview);
    else for (const line of lines(overview)) printLine(console, line);
    return EXIT.success;
  }, READS);
}

/** The events of a run that improves a business are events of that business. */
async function businessOf(genesis: Genesis, start: string): Promise<string> {
  const run = await findRun(genesis, start);
  return (await genesis.show(run)).state.improves || run;
}

function lines({ dashboard, signed, counts, events: all }: EventOverview): string[] {
  const where =
    dashboard === null
      ? "No dashboard is configured (GENESIS_DASHBOARD_URL): nothing is recorded."
      : `Events go to ${printable(dashboard)}${signed ? "" : ", unsigned (GENESIS_WEBHOOK_SECRET)"}.`;
  const rows = all.map(
    ({ business_id, sequence, update_type, state, attempts, error_code, next_attempt_at }) => [
      printable(business_id).slice(0, 8),
      String(sequence),
      update_type,
      state,
      String(attempts),
      error_code ?? "",
      state === "pending" && attempts > 0 ? (next_attempt_at ?? "") : "",
    ],
  );
  const head = ["BUSINESS", "NUMBER", "UPDATE", "STATE", "ATTEMPTS", "ERROR", "NEXT"];
  return [where, countsLine(counts), ...(rows.length > 0 ? [table([head, ...rows])] : [])];
}

function countsLine({ pending, delivered, dead, dropped }: OutboxCounts): string {
  return `${pending} wait, ${dead} were refused or expired, ${delivered} of the latest were delivered, ${dropped} were dropped.`;
}

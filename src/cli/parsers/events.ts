import type { Command } from "commander";
import { jsonOption, RUN_ID_HELP } from "./options.ts";

export type EventsCommand = { readonly kind: "events"; readonly json: boolean } & (
  | { readonly action: "list"; readonly business: string | undefined }
  | { readonly action: "flush"; readonly dead: boolean }
);

/** Lifecycle events on their way to the dashboard. */
export function addEventsCommand(program: Command, choose: (command: EventsCommand) => void): void {
  const events = program
    .command("events")
    .summary("show or send the lifecycle events that wait for the dashboard")
    .description("Shows which events wait for the dashboard (GENESIS_DASHBOARD_URL) and which it refused.")
    .option("--business <id>", `all of one business; ${RUN_ID_HELP}`)
    .addOption(jsonOption())
    .action(({ business, json }) => choose({ kind: "events", action: "list", business, json }));
  events
    .command("flush")
    .summary("send what waits, now")
    .option("--dead", "send what was refused again as well", false)
    .addOption(jsonOption())
    // With a parent that has the same option, commander gives it to the parent.
    .action((_options, command: Command) => {
      const { dead, json } = command.optsWithGlobals();
      choose({ kind: "events", action: "flush", dead, json });
    });
}

import { type Command, Option } from "commander";
import { MEMORY_CHOICES, type MemoryChoice } from "../../state/takedown.ts";
import { jsonOption, RUN_ID_HELP } from "./options.ts";

export type ProductCommand =
  | { readonly kind: "preview"; readonly id: string; readonly open: boolean; readonly json: boolean }
  | { readonly kind: "stop"; readonly id: string; readonly json: boolean }
  | TakedownCommand
  | { readonly kind: "serve" };

export interface TakedownCommand {
  readonly kind: "takedown";
  readonly id: string;
  readonly deleteData: boolean;
  readonly memory: MemoryChoice;
  readonly json: boolean;
}

/** What is done with products that were built. */
export function addProductCommands(program: Command, choose: (command: ProductCommand) => void): void {
  program
    .command("preview")
    .summary("open a product that was built")
    .description("Starts the product of a run unless it is running, and says where it is.")
    .argument("<id>", RUN_ID_HELP)
    .option("--open", "open it in the browser", false)
    .addOption(jsonOption())
    .action((id: string, { open, json }) => choose({ kind: "preview", id, open, json }));

  program
    .command("serve")
    .summary("run all products until Ctrl-C")
    .description("Starts every product that was built, and starts again what dies.")
    .action(() => choose({ kind: "serve" }));

  program
    .command("stop")
    .summary("stop a product")
    .argument("<id>", RUN_ID_HELP)
    .addOption(jsonOption())
    .action((id: string, { json }) => choose({ kind: "stop", id, json }));

  program
    .command("takedown")
    .summary("take a business down, wherever it has left something")
    .description(
      "Ends the product and removes its releases, what is deployed elsewhere, its payments and what memory tells of it. The project, the record of the run and the data stay. Can be repeated; after a failure it does what is left.",
    )
    .argument("<id>", RUN_ID_HELP)
    .option("--delete-data", "delete the product's database as well", false)
    .addOption(
      new Option("--memory <what>", "what goes of what its runs have taught")
        .choices(MEMORY_CHOICES)
        .default("about"),
    )
    .addOption(jsonOption())
    .action((id: string, { deleteData, memory, json }) =>
      choose({ kind: "takedown", id, deleteData, memory, json }),
    );
}

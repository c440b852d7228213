import type { Command } from "commander";
import { jsonOption, wholeNumber } from "./options.ts";

interface MemoryAction {
  readonly kind: "memory";
  readonly json: boolean;
}

export type MemoryCommand = MemoryAction &
  (
    | {
        readonly action: "search";
        readonly text: string;
        readonly type: string | undefined;
        readonly limit: number;
      }
    /** The last place may be a key or the end of the namespace: what is there decides. */
    | { readonly action: "show"; readonly place: readonly string[] }
    | { readonly action: "forget"; readonly key: string | undefined; readonly business: string | undefined }
    | { readonly action: "export"; readonly out: string | undefined }
    | { readonly action: "import"; readonly file: string }
  );

export interface WarmStartCommand {
  readonly kind: "warm-start";
  readonly json: boolean;
}

export function addMemoryCommands(
  program: Command,
  choose: (command: MemoryCommand | WarmStartCommand) => void,
): void {
  const memory = program.command("memory").summary("look at, move and delete what runs have taught");
  memory
    .command("search")
    .summary("find records by their words, best match first")
    .argument("<text>")
    .option("--type <type>", "of one business type only")
    .option("--limit <number>", "at most so many", wholeNumber(1, 1_000), 10)
    .addOption(jsonOption())
    .action((text: string, { type, limit, json }) =>
      choose({ kind: "memory", action: "search", text, type, limit, json }),
    );
  memory
    .command("show")
    .summary("list a namespace, or show one record")
    .argument("<place...>", "the labels of a namespace, and a record's key at the end")
    .addOption(jsonOption())
    .action((place: string[], { json }) => choose({ kind: "memory", action: "show", place, json }));
  memory
    .command("forget")
    .summary("delete a record by its key, or all that a run has left")
    .argument("[key]", "key of the record, in whatever namespace")
    .option("--business <id>", "everything that this run wrote")
    .addOption(jsonOption())
    .action((key: string | undefined, { business, json }) =>
      choose({ kind: "memory", action: "forget", key, business, json }),
    );
  addTransferCommands(memory, choose);
  program
    .command("warm-start")
    .summary("check the installation, seed playbooks and try a simulated run")
    .addOption(jsonOption())
    .action(({ json }) => choose({ kind: "warm-start", json }));
}

function addTransferCommands(memory: Command, choose: (command: MemoryCommand) => void): void {
  memory
    .command("export")
    .summary("write all records as JSON lines")
    .option("--out <file>", "a file that does not exist yet; stdout when absent")
    .addOption(jsonOption())
    .action(({ out, json }) => choose({ kind: "memory", action: "export", out, json }));
  memory
    .command("import")
    .summary("read what export wrote: all of it, or nothing when a line is bad")
    .argument("<file>")
    .addOption(jsonOption())
    .action((file: string, { json }) => choose({ kind: "memory", action: "import", file, json }));
}

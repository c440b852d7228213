import { readFileSync, writeFileSync } from "node:fs";
import { GenesisError } from "../../state/errors.ts";
import type { ArchivedRecord, MemoryArchive } from "../../stores/memory/archive.ts";
import { READS, withGenesis } from "../open-genesis.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { MemoryCommand, WarmStartCommand } from "../parsers/memory.ts";
import { painter, printable, table, truncate, wantsColours } from "../text.ts";

/** `genesis memory`: what runs have taught, for people. */
export async function memory(command: MemoryCommand, console: Console): Promise<number> {
  const writes = command.action === "forget" || command.action === "import";
  return withGenesis(async (genesis) => run(command, genesis.memory, console), writes ? {} : READS);
}

/** `genesis warm-start`: the checklist of guide 23.1. */
export async function warmStart({ json }: WarmStartCommand, console: Console): Promise<number> {
  return withGenesis(async (genesis) => {
    const report = await (await import("../../warm-start.ts")).warmStart(genesis);
    const paint = painter(wantsColours(console.stdout));
    const marks = { ok: paint("green", "✓"), note: paint("yellow", "•"), problem: paint("red", "✗") };
    if (json) printJson(console, report);
    else
      for (const { name, state, detail } of report.steps)
        printLine(console, `${marks[state]} ${name.padEnd(15)} ${printable(detail)}`);
    return report.ok ? 0 : 1;
  });
}

async function run(command: MemoryCommand, archive: MemoryArchive, console: Console): Promise<number> {
  const { json } = command;
  switch (command.action) {
    case "search": {
      const { text, type, limit } = command;
      return printRecords(await archive.search(text, { type, limit }), json, console);
    }
    case "show":
      return show(command.place, archive, json, console);
    case "forget": {
      const forgotten = await forget(command, archive);
      if (json) printJson(console, { forgotten });
      else printLine(console, `${forgotten} records forgotten.`);
      return 0;
    }
    case "export":
      return exportTo(command.out, archive, json, console);
    case "import": {
      const imported = await archive.import(readText(command.file));
      if (json) printJson(console, { imported });
      else printLine(console, `${imported} records imported.`);
      return 0;
    }
  }
}

/** A namespace with records is listed; else the last part is taken for a key. */
async function show(
  place: readonly string[],
  archive: MemoryArchive,
  json: boolean,
  console: Console,
): Promise<number> {
  const below = await archive.list(place);
  if (below.length > 0) return printRecords(below, json, console);
  const key = place.at(-1) ?? "";
  if (place.length < 2) throw nothingAt(place);
  const record = await archive.show(place.slice(0, -1), key);
  printJson(console, json ? record : record.value);
  return 0;
}

async function forget(
  { key, business }: { key: string | undefined; business: string | undefined },
  archive: MemoryArchive,
): Promise<number> {
  if ((key === undefined) === (business === undefined)) {
    throw new GenesisError("USAGE", "Name either the key of a record or a business.", {
      hint: "genesis memory forget <key>, or genesis memory forget --business <id>.",
    });
  }
  const count =
    key === undefined ? await archive.forgetBusiness(business ?? "") : await archive.forgetKey(key);
  if (count === 0) throw nothingAt([key ?? business ?? ""]);
  return count;
}

async function exportTo(
  out: string | undefined,
  archive: MemoryArchive,
  json: boolean,
  console: Console,
): Promise<number> {
  const lines = await archive.export();
  const text = lines.map((line) => `${line}\n`).join("");
  if (out === undefined) {
    console.stdout.write(text);
    return 0;
  }
  try {
    writeFileSync(out, text, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    throw new GenesisError("MEMORY_EXPORT_FAILED", `${out} can't be written: ${(cause as Error).message}`, {
      hint: "Name a file that does not exist yet, in a folder you may write to.",
      cause,
    });
  }
  if (json) printJson(console, { exported: lines.length, file: out });
  else printLine(console, `${lines.length} records written to ${out}.`);
  return 0;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new GenesisError("MEMORY_IMPORT_INVALID", `${file} can't be read: ${(cause as Error).message}`, {
      hint: "Name a file that `genesis memory export --out` wrote.",
      cause,
    });
  }
}

function printRecords(records: readonly ArchivedRecord[], json: boolean, console: Console): number {
  if (json) printJson(console, records);
  else if (records.length === 0) printLine(console, "Nothing found.");
  else {
    const rows = records.map(({ namespace, key, value }) => [
      namespace.join(" "),
      truncate(key, 36),
      truncate(printable(summaryOf(value)), 70),
    ]);
    printLine(console, table([["NAMESPACE", "KEY", "WHAT"], ...rows]));
  }
  return 0;
}

/** The one field that says most about a record. */
function summaryOf(value: Record<string, unknown>): string {
  const { lesson, text, state, success, failures } = value;
  const telling = [lesson, text, state].find((one) => typeof one === "string");
  if (typeof telling === "string") return telling;
  const failed = Array.isArray(failures) ? `${failures.length} failures` : "";
  return [success === true ? "success" : success === false ? "failure" : "", failed]
    .filter(Boolean)
    .join(", ");
}

function nothingAt(place: readonly string[]): GenesisError {
  return new GenesisError("MEMORY_RECORD_NOT_FOUND", `Memory has nothing at "${place.join(" ")}".`, {
    hint: "genesis memory search <text> finds records with their namespaces and keys.",
  });
}

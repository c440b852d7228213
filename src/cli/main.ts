#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { GenesisError, toErrorInfo } from "../state/errors.ts";
import { type CliCommand, parseCommand } from "./command.ts";
import { EXIT, exitCodeOfError } from "./exit-codes.ts";
import { type Console, printError } from "./output.ts";

/** Runs one command. Everything heavy is loaded only by the command that needs it, so that help is instant. */
async function dispatch(command: CliCommand, console: Console, version: string): Promise<number> {
  switch (command.kind) {
    case "create":
      return (await import("./commands/create.ts")).create(command, console);
    case "types":
      return (await import("./commands/types.ts")).types(command, console);
    case "route":
      return (await import("./commands/route.ts")).route(command, console);
    case "plan":
      return (await import("./commands/plan.ts")).plan(command, console);
    case "list":
      return (await import("./commands/list.ts")).list(command, console);
    case "show":
      return (await import("./commands/show.ts")).show(command, console);
    case "report":
      return (await import("./commands/report.ts")).report(command, console);
    case "improve":
      return (await import("./commands/improve.ts")).improve(command, console);
    case "preview":
      return (await import("./commands/products.ts")).preview(command, console);
    case "serve":
      return (await import("./commands/serve.ts")).serve(console);
    case "a2a-agents":
      return (await import("./commands/a2a-agents.ts")).a2aAgents(command, console);
    case "a2a-serve":
      return (await import("./commands/a2a-serve.ts")).a2aServe(command, console, version);
    case "stop":
      return (await import("./commands/products.ts")).stop(command, console);
    case "takedown":
      return (await import("./commands/takedown.ts")).takedown(command, console);
    case "events":
      return (await import("./commands/events.ts")).events(command, console);
    case "resume":
      return (await import("./commands/resume.ts")).resume(command, console);
    case "approve":
      return (await import("./commands/approve.ts")).approve(command, console);
    case "approvals":
      return (await import("./commands/approvals.ts")).approvals(command, console);
    case "replay":
      return (await import("./commands/maintenance.ts")).replay(command, console);
    case "recover":
      return (await import("./commands/maintenance.ts")).recover(command, console);
    case "prune":
      return (await import("./commands/maintenance.ts")).prune(command, console);
    case "forget":
      return (await import("./commands/forget.ts")).forget(command, console);
    case "backup":
      return (await import("./commands/maintenance.ts")).backup(command, console);
    case "restore":
      return (await import("./commands/maintenance.ts")).restore(command, console);
    case "team":
      return (await import("./commands/team.ts")).team(command, console);
    case "memory":
      return (await import("./commands/memory.ts")).memory(command, console);
    case "warm-start":
      return (await import("./commands/memory.ts")).warmStart(command, console);
    case "flags":
      return (await import("./commands/flags.ts")).flags(command, console);
    case "doctor":
      return (await import("./commands/doctor.ts")).doctor(command, console);
    case "done":
      return command.exitCode;
  }
}

/**
 * A reader that goes away (`genesis list | head`, a closed terminal) ends nothing: a run whose progress nobody reads
 * any more still runs to its end, and the exit code still tells how it ended. A result that can't be written for
 * another reason (a full disk) is an error.
 */
function watchOutput({ stdout, stderr }: Console): void {
  stderr.on("error", () => {});
  stdout.on("error", (cause: NodeJS.ErrnoException) => {
    if (cause.code === "EPIPE" || cause.code === "ERR_STREAM_DESTROYED") return;
    printError({ stdout, stderr }, toErrorInfo(unwritable(cause)));
    process.exit(EXIT.failed);
  });
}

function unwritable(cause: Error): GenesisError {
  return new GenesisError("OUTPUT_UNWRITABLE", `The output can't be written: ${cause.message}`, {
    category: "system",
    hint: "Free some space or write elsewhere; genesis show gives the result of a run again.",
    cause,
  });
}

async function main(): Promise<void> {
  const console: Console = { stdout: process.stdout, stderr: process.stderr };
  watchOutput(console);
  const manifest = new URL("../../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const command = parseCommand(process.argv.slice(2), version, {
    out: (text) => console.stdout.write(text),
    err: (text) => console.stderr.write(text),
  });
  try {
    process.exitCode = await dispatch(command, console, version);
  } catch (error) {
    const info = toErrorInfo(error);
    printError(console, info);
    if (process.env.GENESIS_LOG_LEVEL?.toLowerCase() === "debug")
      console.stderr.write(`${(error as Error).stack}\n`);
    process.exitCode = exitCodeOfError(info);
  }
}

await main();

import type { Command } from "commander";
import { jsonOption, onOff } from "./options.ts";

export interface FlagsCommand {
  readonly kind: "flags";
  readonly json: boolean;
  readonly set: { readonly name: string; readonly value: boolean } | undefined;
}

export interface DoctorCommand {
  readonly kind: "doctor";
  readonly json: boolean;
}

export function addSettingsCommands(
  program: Command,
  choose: (command: FlagsCommand | DoctorCommand) => void,
): void {
  const flags = program
    .command("flags")
    .summary("show or change feature flags")
    .addOption(jsonOption())
    .action((options) => choose({ kind: "flags", json: options.json, set: undefined }));
  flags
    .command("set")
    .summary("change a flag for every process that uses this GENESIS_HOME")
    .argument("<name>")
    .argument("<value>", "true or false", onOff)
    .addOption(jsonOption())
    .action((name: string, value: boolean, options) =>
      choose({ kind: "flags", json: options.json, set: { name, value } }),
    );

  program
    .command("doctor")
    .summary("check the installation and what is configured")
    .addOption(jsonOption())
    .action((options) => choose({ kind: "doctor", json: options.json }));
}

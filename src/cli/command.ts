import { Command, CommanderError, InvalidArgumentError, Option } from "commander";

/** What the user asked for: argv parses into exactly one of these, and nothing else happens while it does. */
export type CliCommand =
  | CreateCommand
  | { kind: "types"; json: boolean }
  | { kind: "list"; json: boolean; status: string | undefined; limit: number }
  | { kind: "show"; id: string; json: boolean }
  | { kind: "resume"; id: string; json: boolean }
  | ApproveCommand
  | { kind: "flags"; json: boolean; set: { name: string; value: boolean } | undefined }
  | { kind: "doctor"; json: boolean }
  /** Help, version or a usage error: commander has written the text already. */
  | { kind: "done"; exitCode: 0 | 2 };

export interface CreateCommand {
  readonly kind: "create";
  readonly type: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly features: string[] | undefined;
  readonly technologies: string[] | undefined;
  readonly requirementsFile: string | undefined;
  readonly seed: number | undefined;
  readonly mode: "simulated";
  readonly supervised: boolean;
  readonly json: boolean;
}

export interface ApproveCommand {
  readonly kind: "approve";
  readonly id: string;
  readonly decision: "approve" | "reject";
  readonly reason: string;
  readonly json: boolean;
}

/** Where help and usage errors go. */
export interface ParserOutput {
  out(text: string): void;
  err(text: string): void;
}

const collect = (value: string, before: string[] | undefined) => [...(before ?? []), value];

/** Parses the arguments after `genesis`. Never throws for what a user typed. */
export function parseCommand(args: readonly string[], version: string, output: ParserOutput): CliCommand {
  let command: CliCommand = { kind: "done", exitCode: 2 };
  const program = buildProgram(version, (parsed) => {
    command = parsed;
  });
  for (const parser of [
    program,
    ...program.commands,
    ...program.commands.flatMap((child) => child.commands),
  ]) {
    parser.exitOverride().configureOutput({ writeOut: output.out, writeErr: output.err });
  }
  try {
    program.parse([...args], { from: "user" });
    return command;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: "done", exitCode: error.exitCode === 0 ? 0 : 2 };
  }
}

function buildProgram(version: string, choose: (command: CliCommand) => void): Command {
  const program = new Command("genesis")
    .description("Takes a business idea to a running product at a URL.")
    .version(version, "-v, --version")
    .showHelpAfterError("(genesis --help lists the commands)")
    .addHelpText("after", HELP_FOOTER);
  const json = () =>
    new Option("--json", "print the result as JSON on stdout and nothing else").default(false);

  program
    .command("create")
    .summary("create a business, from idea to URL")
    .description("Creates a business of the given type. What you don't decide is generated.")
    .argument("<type>", "business type; genesis types lists them")
    .option("--name <name>", "business name (3-120 characters)")
    .option("--description <text>", "what it is (10-5,000 characters)")
    .option("--feature <feature>", "an MVP feature; repeat for more", collect)
    .option("--tech <technology>", "a technology; repeat for more", collect)
    .option("--requirements <file>", "requirements as a JSON file; - reads standard input")
    .option("--seed <number>", "same seed, same idea, team and plan", wholeNumber(0, 0xffffffff))
    .addOption(
      new Option("--mode <mode>", "how tasks are executed").choices(["simulated"]).default("simulated"),
    )
    .option("--supervised", "ask a person before anything risky or public", false)
    .addOption(json())
    .action((type: string, options) =>
      choose({
        kind: "create",
        type,
        name: options.name,
        description: options.description,
        features: options.feature,
        technologies: options.tech,
        requirementsFile: options.requirements,
        seed: options.seed,
        mode: options.mode,
        supervised: options.supervised,
        json: options.json,
      }),
    );

  program
    .command("types")
    .summary("list the business types")
    .addOption(json())
    .action((options) => choose({ kind: "types", json: options.json }));

  program
    .command("list")
    .summary("list runs, newest first")
    .option("--status <status>", "only runs with this status", (text: string) => text.toUpperCase())
    .option("--limit <number>", "at most so many", wholeNumber(1, 10_000), 20)
    .addOption(json())
    .action((options) => choose({ kind: "list", ...options }));

  program
    .command("show")
    .summary("show one run")
    .argument("<id>", "id of the run, or its first characters")
    .addOption(json())
    .action((id: string, options) => choose({ kind: "show", id, json: options.json }));

  program
    .command("resume")
    .summary("continue a run where it was left")
    .argument("<id>", "id of the run, or its first characters")
    .addOption(json())
    .action((id: string, options) => choose({ kind: "resume", id, json: options.json }));

  program
    .command("approve")
    .summary("answer a supervised run that waits for you")
    .argument("<id>", "id of the run, or its first characters")
    .addOption(new Option("--approve", "approve all that is pending").conflicts("reject"))
    .addOption(new Option("--reject", "reject all that is pending"))
    .option("--reason <text>", "why", "")
    .addOption(json())
    .action((id: string, options, self: Command) => {
      if (!options.approve && !options.reject) self.error("error: say --approve or --reject");
      const decision = options.approve ? "approve" : "reject";
      choose({ kind: "approve", id, decision, reason: options.reason, json: options.json });
    });

  const flags = program
    .command("flags")
    .summary("show or change feature flags")
    .addOption(json())
    .action((options) => choose({ kind: "flags", json: options.json, set: undefined }));
  flags
    .command("set")
    .summary("change a flag for every process that uses this GENESIS_HOME")
    .argument("<name>")
    .argument("<value>", "true or false", onOff)
    .addOption(json())
    .action((name: string, value: boolean, options) =>
      choose({ kind: "flags", json: options.json, set: { name, value } }),
    );

  program
    .command("doctor")
    .summary("check the installation and what is configured")
    .addOption(json())
    .action((options) => choose({ kind: "doctor", json: options.json }));

  return program;
}

function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

function onOff(text: string): boolean {
  const value = text.toLowerCase();
  if (["true", "on", "yes", "1"].includes(value)) return true;
  if (["false", "off", "no", "0"].includes(value)) return false;
  throw new InvalidArgumentError("It must be true or false.");
}

const HELP_FOOTER = `
Examples:
  genesis create saas_tool
  genesis create saas_dashboard --name "AI Finance Copilot" --feature "Cashflow forecasting" --tech Stripe
  genesis create marketplace --requirements brief.json --json

Exit codes: 0 success, 1 failed, 2 wrong usage or input, 3 waiting for approval, 4 over budget,
5 blocked by safety, 130 interrupted. Results go to stdout, progress to stderr.`;

import type { Command } from "commander";
import { collect, jsonOption, seedNumber } from "./options.ts";

/** What the commands take that show a part of a run without running it. */
export interface PreviewOptions {
  readonly type: string;
  readonly features: string[] | undefined;
  readonly technologies: string[] | undefined;
  readonly requirementsFile: string | undefined;
  readonly seed: number;
  readonly json: boolean;
}

/** Adds a command of that kind. */
export function addPreviewCommand(
  program: Command,
  { name, summary, description }: { name: string; summary: string; description: string },
): Command {
  return program
    .command(name)
    .summary(summary)
    .description(description)
    .argument("<type>", "business type; genesis types lists them")
    .option("--feature <feature>", "an MVP feature; repeat for more", collect)
    .option("--tech <technology>", "a technology; repeat for more", collect)
    .option("--requirements <file>", "requirements as a JSON file; - reads standard input")
    .option("--seed <number>", "same seed, same idea, team and plan", seedNumber, 0)
    .addOption(jsonOption());
}

interface RawOptions {
  readonly feature?: string[];
  readonly tech?: string[];
  readonly requirements?: string;
  readonly seed: number;
  readonly json: boolean;
}

export function previewOptions(type: string, options: RawOptions): PreviewOptions {
  return {
    type,
    features: options.feature,
    technologies: options.tech,
    requirementsFile: options.requirements,
    seed: options.seed,
    json: options.json,
  };
}

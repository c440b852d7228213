import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { GenesisError } from "../state/errors.ts";
import { RoutingRuleSchema } from "../state/routing.ts";
import { SwarmParametersSchema } from "../state/swarm-parameters.ts";
import { A2aFileSchema } from "./a2a-agents.ts";
import { BudgetFileSchema } from "./budget.ts";
import { FlagValuesSchema } from "./flag-definitions.ts";
import { makePrivateFolder } from "./folder.ts";

/** Some of the swarm's parameters, checked but kept as written: whoever changes a default reaches all who set none. */
const SomeSwarmParameters = z.record(z.string(), z.unknown()).superRefine((some, context) => {
  for (const issue of SwarmParametersSchema.safeParse(some).error?.issues ?? []) {
    context.addIssue({ code: "custom", path: issue.path, message: issue.message });
  }
});

/** The optional `config.json` in `GENESIS_HOME`. */
export const ConfigFileSchema = z.strictObject({
  archetype_folders: z.array(z.string().min(1)).default([]),
  policy_folders: z.array(z.string().min(1)).default([]),
  execution: z
    .strictObject({
      concurrency: z.int().min(1).max(256).optional(),
      task_timeout_seconds: z.number().positive().max(86_400).optional(),
      max_attempts: z.int().min(1).max(10).optional(),
      simulated_delay_ms: z.int().min(0).max(60_000).optional(),
    })
    .default({}),
  flags: FlagValuesSchema.default({}),
  routing: z.strictObject({ rules: z.array(RoutingRuleSchema).max(200).default([]) }).default({ rules: [] }),
  a2a: A2aFileSchema,
  budget: BudgetFileSchema.default({ run: {}, day: {}, ceilings: {} }),
  team: z.strictObject({ swarm: SomeSwarmParameters.default({}) }).default({ swarm: {} }),
});
export type ConfigFile = z.infer<typeof ConfigFileSchema>;

/**
 * Reads the config file; a missing one is an empty one, unless a person has named it.
 * Throws CONFIG_INVALID or CONFIG_UNREADABLE.
 */
export function readConfigFile(path: string, { named = false }: { named?: boolean } = {}): ConfigFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    if (missing && !named) return ConfigFileSchema.parse({});
    const why = (cause as Error).message;
    const hint = named
      ? "Correct or unset GENESIS_CONFIG_FILE; an empty config file is {}."
      : "Check that GENESIS_HOME is a folder you may use, or set GENESIS_CONFIG_FILE to another file.";
    throw new GenesisError("CONFIG_UNREADABLE", `The config file ${path} can't be read: ${why}`, {
      hint,
      cause,
    });
  }
  return parseConfig(text, path);
}

function parseConfig(text: string, path: string): ConfigFile {
  const hint = "Mend the file or remove it; docs/configuration.md lists the keys.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new GenesisError("CONFIG_INVALID", `The config file ${path} is not valid JSON: ${why}`, {
      hint,
      cause,
    });
  }
  const parsed = ConfigFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GenesisError(
    "CONFIG_INVALID",
    `The config file ${path} is invalid:\n${z.prettifyError(parsed.error)}`,
    {
      hint,
    },
  );
}

/** Changes the config file atomically: a reader never sees half of it, and a failure leaves nothing behind. */
export function updateConfigFile(path: string, change: (file: ConfigFile) => ConfigFile): void {
  const next = change(readConfigFile(path));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    makePrivateFolder(dirname(path));
    writeFileSync(temporary, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new GenesisError("CONFIG_UNWRITABLE", `The config file ${path} can't be written.`, {
      hint: "Check the permissions and free space of its folder, or set GENESIS_HOME to another one.",
      category: "system",
      cause,
    });
  }
}

import { resolve } from "node:path";
import { z } from "zod";
import { EXECUTION_MODES, type ExecutionMode } from "../state/business.ts";
import { GenesisError } from "../state/errors.ts";
import type { RoutingRule } from "../state/routing.ts";
import { type SwarmParameters, SwarmParametersSchema } from "../state/swarm-parameters.ts";
import { A2A_ENV, type A2aServerConfig, a2aServerConfig } from "./a2a.ts";
import { A2A_AGENTS_ENV, type A2aAgentConfig, a2aAgentsConfig } from "./a2a-agents.ts";
import { BUDGET_ENV, type BudgetConfig, budgetConfig } from "./budget.ts";
import { type ConfigFile, readConfigFile } from "./config-file.ts";
import { CONNECTIONS_ENV, type ConnectionsConfig, connectionsConfig } from "./connections.ts";
import { FLAG_ENV_PREFIX, FLAG_NAMES, type FlagValues, isFlagName } from "./flag-definitions.ts";
import { type Secret, secret } from "./secret.ts";
import { count, httpUrl, optionalText, seconds, switchValue } from "./values.ts";
import { VERCEL_ENV, type VercelConfig } from "./vercel.ts";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface MemoryConfig {
  /** A read or write of memory that takes longer counts as failed (guide 9.2). */
  readonly timeoutMs: number;
  /** In how many runs something must recur to become a best practice. */
  readonly practiceSupport: number;
  readonly compression: {
    readonly enabled: boolean;
    /** Smaller records stay as they are, bytes of JSON. */
    readonly minBytes: number;
  };
  readonly cases: {
    /** How many cases are retrieved; Memento (arXiv 2508.16153) found 4 best. */
    readonly count: number;
    /** Cosine, 0 to 1. */
    readonly minSimilarity: number;
    /** 0 to 1. */
    readonly minReward: number;
  };
}

/** Everything Genesis reads from its surroundings, parsed once. Durations are in milliseconds. */
export interface GenesisConfig {
  readonly home: string;
  readonly configFile: string;
  readonly logLevel: LogLevel;
  readonly archetypeFolders: readonly string[];
  readonly policyFolders: readonly string[];
  readonly openai: {
    readonly apiKey: Secret | undefined;
    readonly baseUrl: string | undefined;
    /** Overrides the model of every tier, e.g. for OpenAI-compatible servers. */
    readonly model: string | undefined;
    readonly timeoutMs: number;
  };
  readonly mongodbUri: Secret | undefined;
  readonly execution: {
    /** For requests that don't say. */
    readonly mode: ExecutionMode;
    readonly concurrency: number;
    readonly taskTimeoutMs: number;
    readonly maxAttempts: number;
    readonly simulatedDelayMs: number;
    /** Whether real products are checked before they are launched. */
    readonly qualityChecks: boolean;
  };
  readonly maxEvolutions: number;
  /** How long a person has to answer before no answer counts as no. */
  readonly approvalDeadlineMs: number;
  /** Rules of the house for routing, as written. */
  readonly routingRules: readonly RoutingRule[];
  /** How teams are composed (guide 6.2). */
  readonly swarm: SwarmParameters;
  /** How long a run that is asked to stop may take to end what is in flight. */
  readonly drainMs: number;
  readonly memory: MemoryConfig;
  readonly revenueSimulation: boolean;
  readonly budget: BudgetConfig;
  readonly connections: ConnectionsConfig;
  readonly vercel: VercelConfig;
  /** Remote agents that may be used; nobody else is. */
  readonly a2aAgents: readonly A2aAgentConfig[];
  readonly a2aServer: A2aServerConfig;
  /** Flags set by environment variables; they win over the config file. */
  readonly flagsFromEnv: FlagValues;
}

const share = z.coerce.number().min(0).max(1);

const EnvSchema = z.object({
  GENESIS_HOME: optionalText,
  GENESIS_CONFIG_FILE: optionalText,
  GENESIS_LOG_LEVEL: z
    .string()
    .toLowerCase()
    .transform((level) => (level === "warning" ? "warn" : level))
    .pipe(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`))
    .default("warn"),
  GENESIS_ARCHETYPE_FOLDERS: optionalText,
  GENESIS_POLICY_FOLDERS: optionalText,
  OPENAI_API_KEY: optionalText,
  OPENAI_BASE_URL: httpUrl,
  GENESIS_MODEL: optionalText,
  GENESIS_LLM_TIMEOUT_SECONDS: seconds(600).default(30),
  MONGODB_URI: optionalText.pipe(
    z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, "must start with mongodb:// or mongodb+srv://")
      .optional(),
  ),
  GENESIS_QUALITY_CHECKS: switchValue.default(true),
  GENESIS_EXECUTION_MODE: z.enum(EXECUTION_MODES, `must be ${EXECUTION_MODES.join(" or ")}`).default("real"),
  GENESIS_CONCURRENCY: count(1, 256).optional(),
  GENESIS_TASK_TIMEOUT_SECONDS: seconds(86_400).optional(),
  GENESIS_TASK_MAX_ATTEMPTS: count(1, 10).optional(),
  GENESIS_SIMULATED_DELAY_MS: count(0, 60_000).optional(),
  GENESIS_TEAM_TIME_LIMIT_MS: count(1, 600_000).optional(),
  GENESIS_MAX_EVOLUTIONS: count(0, 10).default(2),
  GENESIS_APPROVAL_DEADLINE_HOURS: z.coerce.number().positive().max(8_760).default(72),
  GENESIS_DRAIN_SECONDS: z.coerce.number().min(0).max(3_600).default(10),
  ENABLE_REVENUE_SIMULATION: switchValue.default(true),
  ENABLE_MEMORY_COMPRESSION: switchValue.default(false),
  GENESIS_MEMORY_COMPRESSION_MIN_BYTES: count(0, 16_777_216).default(4_096),
  GENESIS_MEMORY_TIMEOUT_MS: count(1, 60_000).default(2_000),
  GENESIS_BEST_PRACTICE_SUPPORT: count(2, 100).default(3),
  GENESIS_CASE_COUNT: count(1, 50).default(4),
  GENESIS_CASE_MIN_SIMILARITY: share.default(0.1),
  GENESIS_CASE_MIN_REWARD: share.default(0.5),
  ...CONNECTIONS_ENV,
  ...VERCEL_ENV,
  ...A2A_AGENTS_ENV,
  ...A2A_ENV,
  ...BUDGET_ENV,
});

export interface ConfigSources {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** Reads environment and config file. Throws CONFIG_INVALID naming every bad value, or CONFIG_UNREADABLE. */
export function loadConfig({ env = process.env, cwd = process.cwd() }: ConfigSources = {}): GenesisConfig {
  const values = parseEnv(env);
  const home = resolve(cwd, values.GENESIS_HOME ?? ".genesis");
  const configFile = resolve(cwd, values.GENESIS_CONFIG_FILE ?? `${home}/config.json`);
  const file = readConfigFile(configFile, { named: values.GENESIS_CONFIG_FILE !== undefined });
  const folders = (list: string | undefined, fallback: readonly string[]) =>
    (list?.split(":").filter(Boolean) ?? fallback).map((folder) => resolve(cwd, folder));
  const seconds = values.GENESIS_TASK_TIMEOUT_SECONDS ?? file.execution.task_timeout_seconds ?? 600;
  return {
    home,
    configFile,
    logLevel: values.GENESIS_LOG_LEVEL,
    archetypeFolders: folders(values.GENESIS_ARCHETYPE_FOLDERS, file.archetype_folders),
    policyFolders: folders(values.GENESIS_POLICY_FOLDERS, file.policy_folders),
    openai: {
      apiKey: secret(values.OPENAI_API_KEY),
      baseUrl: values.OPENAI_BASE_URL,
      model: values.GENESIS_MODEL,
      timeoutMs: values.GENESIS_LLM_TIMEOUT_SECONDS * 1_000,
    },
    mongodbUri: secret(values.MONGODB_URI),
    execution: {
      mode: values.GENESIS_EXECUTION_MODE,
      concurrency: values.GENESIS_CONCURRENCY ?? file.execution.concurrency ?? 8,
      taskTimeoutMs: seconds * 1_000,
      maxAttempts: values.GENESIS_TASK_MAX_ATTEMPTS ?? file.execution.max_attempts ?? 3,
      qualityChecks: values.GENESIS_QUALITY_CHECKS,
      simulatedDelayMs: values.GENESIS_SIMULATED_DELAY_MS ?? file.execution.simulated_delay_ms ?? 0,
    },
    maxEvolutions: values.GENESIS_MAX_EVOLUTIONS,
    approvalDeadlineMs: values.GENESIS_APPROVAL_DEADLINE_HOURS * 3_600_000,
    routingRules: file.routing.rules,
    swarm: swarmParameters(values, file),
    drainMs: values.GENESIS_DRAIN_SECONDS * 1_000,
    memory: memoryConfig(values),
    revenueSimulation: values.ENABLE_REVENUE_SIMULATION,
    budget: budgetConfig(values, file.budget),
    connections: connectionsConfig(values),
    vercel: { domain: values.VERCEL_DOMAIN },
    a2aAgents: a2aAgentsConfig({ urls: values.GENESIS_A2A_AGENTS, entries: file.a2a.agents, env }),
    a2aServer: a2aServerConfig(values),
    flagsFromEnv: flagsFromEnv(env),
  };
}

function swarmParameters(
  { GENESIS_TEAM_TIME_LIMIT_MS: limit }: z.infer<typeof EnvSchema>,
  { team: { swarm } }: ConfigFile,
): SwarmParameters {
  return SwarmParametersSchema.parse({ ...swarm, ...(limit !== undefined && { time_limit_ms: limit }) });
}

function memoryConfig(values: z.infer<typeof EnvSchema>): MemoryConfig {
  return {
    timeoutMs: values.GENESIS_MEMORY_TIMEOUT_MS,
    practiceSupport: values.GENESIS_BEST_PRACTICE_SUPPORT,
    compression: {
      enabled: values.ENABLE_MEMORY_COMPRESSION,
      minBytes: values.GENESIS_MEMORY_COMPRESSION_MIN_BYTES,
    },
    cases: {
      count: values.GENESIS_CASE_COUNT,
      minSimilarity: values.GENESIS_CASE_MIN_SIMILARITY,
      minReward: values.GENESIS_CASE_MIN_REWARD,
    },
  };
}

function parseEnv(env: NonNullable<ConfigSources["env"]>): z.infer<typeof EnvSchema> {
  const known = Object.fromEntries(
    Object.keys(EnvSchema.shape)
      .map((name) => [name, env[name]])
      .filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = EnvSchema.safeParse(known);
  if (parsed.success) return parsed.data;
  // Only names and reasons: a value may be a credential.
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw invalid(problems);
}

function flagsFromEnv(env: NonNullable<ConfigSources["env"]>): FlagValues {
  const flags: FlagValues = {};
  const problems: string[] = [];
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(FLAG_ENV_PREFIX) || value === undefined || value === "") continue;
    const name = variable.slice(FLAG_ENV_PREFIX.length).toLowerCase();
    const parsed = switchValue.safeParse(value);
    if (!isFlagName(name)) problems.push(`${variable}: no such flag (known: ${FLAG_NAMES.join(", ")})`);
    else if (!parsed.success) problems.push(`${variable}: must be true or false`);
    else flags[name] = parsed.data;
  }
  if (problems.length > 0) throw invalid(problems);
  return flags;
}

function invalid(problems: readonly string[]): GenesisError {
  return new GenesisError("CONFIG_INVALID", `The environment is invalid:\n${problems.join("\n")}`, {
    hint: "Correct or unset the variables named; docs/configuration.md lists them.",
  });
}

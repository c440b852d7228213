import { z } from "zod";
import { GenesisError } from "../state/errors.ts";
import { type EFFECTS, EffectSchema } from "../state/task.ts";
import { type Secret, secret } from "./secret.ts";
import { optionalText } from "./values.ts";

const agentUrl = z
  .url({ protocol: /^https?$/, error: "must be an http or https URL" })
  .max(2_000)
  .refine((url) => !/[?#]/.test(url), { message: "must have no query and no fragment" })
  .refine((url) => !/^[^/]*\/\/[^/]*@/.test(url), {
    message: "must have no user and no password: name a variable in token_env",
  });

/** A remote agent that may be used, as `a2a.agents` of the config file has it. */
export const A2aAgentEntrySchema = z.strictObject({
  url: agentUrl.describe("Of its card, or where its card and those of its agents are found"),
  token_env: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,99}$/, "must be the name of an environment variable")
    .optional()
    .describe("The variable that holds its bearer token"),
  agents: z
    .array(z.string().regex(/^[a-z][a-z0-9_]*$/, "must be an id of the catalogue"))
    .min(1)
    .max(100)
    .optional()
    .describe("Whom of the catalogue it stands for; absent = whom its card's skills name"),
  effects: z.array(EffectSchema).min(1).default(["read", "write"]),
  max_concurrency: z.int().min(1).max(256).default(8),
  requests_per_minute: z.int().min(1).max(100_000).default(600),
  connect_timeout_ms: z.int().min(1).max(60_000).default(5_000),
  idle_timeout_seconds: z.number().positive().max(3_600).default(60),
  timeout_seconds: z.number().positive().max(86_400).default(600),
});
export type A2aAgentEntry = z.infer<typeof A2aAgentEntrySchema>;

/** The part of the config file. */
export const A2aFileSchema = z
  .strictObject({ agents: z.array(A2aAgentEntrySchema).max(100).default([]) })
  .default({ agents: [] });

/** The environment variables of it. */
export const A2A_AGENTS_ENV = {
  GENESIS_A2A_AGENTS: optionalText
    .transform((text) => text?.split(",").map((url) => url.trim()) ?? [])
    .pipe(z.array(agentUrl).max(100)),
};

/** A remote agent that may be used. Durations in milliseconds. */
export interface A2aAgentConfig {
  readonly url: string;
  readonly token: Secret | undefined;
  readonly agents: readonly string[] | undefined;
  readonly effects: readonly (typeof EFFECTS)[number][];
  readonly maxConcurrency: number;
  readonly requestsPerMinute: number;
  readonly connectTimeoutMs: number;
  /** Without any event for so long, the agent is asked how its task stands. */
  readonly idleTimeoutMs: number;
  /** For one task, from the first request to its result. */
  readonly timeoutMs: number;
}

interface Sources {
  readonly urls: readonly string[];
  readonly entries: readonly A2aAgentEntry[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The allowlist: who is not on it is never contacted. A URL of the environment that the file has too is the file's.
 * Throws CONFIG_INVALID for a token's variable that is not set, or a token that can't be sent.
 */
export function a2aAgentsConfig({ urls, entries, env }: Sources): A2aAgentConfig[] {
  const known = new Set(entries.map(({ url }) => url));
  const added = urls.filter((url) => !known.has(url)).map((url) => A2aAgentEntrySchema.parse({ url }));
  return [...entries, ...added].map((entry) => ({
    url: entry.url,
    token: entry.token_env === undefined ? undefined : secret(tokenIn(env, entry.token_env)),
    agents: entry.agents,
    effects: entry.effects,
    maxConcurrency: entry.max_concurrency,
    requestsPerMinute: entry.requests_per_minute,
    connectTimeoutMs: entry.connect_timeout_ms,
    idleTimeoutMs: entry.idle_timeout_seconds * 1_000,
    timeoutMs: entry.timeout_seconds * 1_000,
  }));
}

function tokenIn(env: Sources["env"], name: string): string {
  const token = env[name]?.trim();
  if (token && /^[\x21-\x7e]{1,8192}$/.test(token)) return token;
  const problem = token ? "is not a token: it has blanks or other characters" : "is not set";
  throw new GenesisError("CONFIG_INVALID", `The variable ${name}, named in a2a.agents, ${problem}.`, {
    hint: `Set ${name} to the agent's bearer token, or remove token_env; docs/a2a.md says more.`,
  });
}

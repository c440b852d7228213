import { z } from "zod";
import { EFFECTS, type Effect } from "../state/task.ts";
import { type Secret, secret } from "./secret.ts";
import { count, httpUrl, optionalText, switchValue } from "./values.ts";

/** How this Genesis is served to others over A2A. */
export interface A2aServerConfig {
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
  /** What clients have to show; without it only this machine is served. */
  readonly token: Secret | undefined;
  /** Where clients reach the server, if that is not where it listens: behind a proxy. No slash at the end. */
  readonly publicUrl: string | undefined;
  /** Runs at once; more wait for their turn. */
  readonly maxRuns: number;
  /** Of one client. */
  readonly requestsPerMinute: number;
  readonly maxBodyBytes: number;
  /** Effects that the orders of others may have. */
  readonly effects: readonly Effect[];
  /** Whether push notifications may go to this machine, for tests and receivers that live here. */
  readonly pushToLoopback: boolean;
}

const token = optionalText.refine((value) => value === undefined || value.length >= 16, {
  message: "must have at least 16 characters",
});

const effects = z
  .string()
  .default("read,write")
  .transform((text) => text.split(",").map((part) => part.trim()))
  .pipe(z.array(z.enum(EFFECTS, `must be some of ${EFFECTS.join(", ")}, with commas between`)));

/** The environment variables of it. */
export const A2A_ENV = {
  GENESIS_A2A_HOST: optionalText,
  GENESIS_A2A_PORT: count(0, 65_535).default(4310),
  GENESIS_A2A_TOKEN: token,
  GENESIS_A2A_PUBLIC_URL: httpUrl,
  GENESIS_A2A_MAX_RUNS: count(1, 256).default(4),
  GENESIS_A2A_REQUESTS_PER_MINUTE: count(1, 1_000_000).default(600),
  GENESIS_A2A_MAX_BODY_BYTES: count(1_024, 67_108_864).default(1_048_576),
  GENESIS_A2A_EFFECTS: effects,
  GENESIS_A2A_PUSH_TO_LOOPBACK: switchValue.default(false),
};

export function a2aServerConfig(values: z.infer<z.ZodObject<typeof A2A_ENV>>): A2aServerConfig {
  return {
    host: values.GENESIS_A2A_HOST ?? "127.0.0.1",
    port: values.GENESIS_A2A_PORT,
    token: secret(values.GENESIS_A2A_TOKEN),
    publicUrl: values.GENESIS_A2A_PUBLIC_URL?.replace(/\/+$/, ""),
    maxRuns: values.GENESIS_A2A_MAX_RUNS,
    requestsPerMinute: values.GENESIS_A2A_REQUESTS_PER_MINUTE,
    maxBodyBytes: values.GENESIS_A2A_MAX_BODY_BYTES,
    effects: values.GENESIS_A2A_EFFECTS,
    pushToLoopback: values.GENESIS_A2A_PUSH_TO_LOOPBACK,
  };
}

import { randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseEnv } from "node:util";
import { z } from "zod";
import { GenesisError } from "../state/errors.ts";
import { type Workspace, writeAtomically } from "./workspace.ts";

/** `deployment.json`: what of a business runs on this machine. */
export const DeploymentSchema = z.strictObject({
  version: z.literal(1),
  business_id: z.string(),
  state: z.enum(["starting", "running", "stopped", "taken_down"]),
  port: z.int().min(1).max(65_535),
  url: z.url(),
  release: z.int().min(0).describe("The release that serves; 0 before the first"),
  digest: z.string().describe("Of that release"),
  instance: z.string().describe("Names the process in the list of processes and at /healthz"),
  pid: z.int().nullable(),
});
export type Deployment = z.infer<typeof DeploymentSchema>;

const FILE = "deployment.json";
const LOCK = ".deploy.lock";
const LOCK_POLL_MS = 50;
const LOCK_TIMEOUT_MS = 30_000;

/** undefined when nothing was ever deployed. Throws DEPLOYMENT_INVALID. */
export function readDeployment(workspace: Workspace): Deployment | undefined {
  const file = workspace.path(FILE);
  if (!existsSync(file)) return undefined;
  try {
    return DeploymentSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new GenesisError("DEPLOYMENT_INVALID", `${file} can't be read.`, {
      hint: "Remove it; the next start writes a new one.",
      category: "system",
      cause,
    });
  }
}

export function writeDeployment(workspace: Workspace, deployment: Deployment): Deployment {
  writeAtomically(workspace.path(FILE), `${JSON.stringify(deployment, null, 2)}\n`);
  return deployment;
}

/** The product's own secrets: made once, for its owner's eyes and its process only. */
export function productSecrets(workspace: Workspace): Record<"OWNER_KEY" | "SESSION_SECRET", string> {
  const file = workspace.path(".env");
  if (!existsSync(file)) {
    const key = () => randomBytes(24).toString("base64url");
    writeAtomically(file, `OWNER_KEY=${key()}\nSESSION_SECRET=${key()}\n`, { mode: 0o600 });
  }
  const { OWNER_KEY = "", SESSION_SECRET = "" } = parseEnv(readFileSync(file, "utf8"));
  return { OWNER_KEY, SESSION_SECRET };
}

const WEBHOOK_SECRET = "STRIPE_WEBHOOK_SECRET";

/** What Stripe signs its webhooks to this product with, once it has an endpoint; kept with the product's own secrets. */
export function webhookSecret(workspace: Workspace): string | undefined {
  productSecrets(workspace);
  return parseEnv(readFileSync(workspace.path(".env"), "utf8"))[WEBHOOK_SECRET];
}

export function keepWebhookSecret(workspace: Workspace, secret: string): void {
  productSecrets(workspace);
  const file = workspace.path(".env");
  const others = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith(`${WEBHOOK_SECRET}=`));
  writeAtomically(file, `${[...others, `${WEBHOOK_SECRET}=${secret}`].join("\n")}\n`, { mode: 0o600 });
}

/** Locks that this process holds. */
const held = new Set<string>();

/** Only one process at a time changes what is deployed. Throws DEPLOYMENT_BUSY. */
export async function withDeployLock<T>(workspace: Workspace, body: () => Promise<T>): Promise<T> {
  const lock = workspace.path(LOCK);
  const own = `${lock}.${process.pid}-${randomBytes(4).toString("hex")}`;
  writeFileSync(own, String(process.pid));
  try {
    const deadline = performance.now() + LOCK_TIMEOUT_MS;
    while (!taken(own, lock)) {
      if (holderIsGone(lock)) rmSync(lock, { force: true });
      else if (performance.now() > deadline) throw busy(workspace);
      else await delay(LOCK_POLL_MS);
    }
    held.add(lock);
    try {
      return await body();
    } finally {
      rmSync(lock, { force: true });
      held.delete(lock);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** A link appears with its content, so nobody reads a lock without a holder. */
function taken(own: string, lock: string): boolean {
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function holderIsGone(lock: string): boolean {
  if (!existsSync(lock)) return false;
  const pid = Number(readFileSync(lock, "utf8"));
  // Our own number, but not our lock: that of a process of the same number before a restart of the machine.
  if (pid === process.pid) return !held.has(lock);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function busy(workspace: Workspace): GenesisError {
  return new GenesisError("DEPLOYMENT_BUSY", `Another process is deploying ${workspace.businessName}.`, {
    hint: "Wait for it and try again.",
    category: "system",
    retryable: true,
  });
}

import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { type ErrorInfo, GenesisError } from "../state/errors.ts";
import type { Release } from "./build-release.ts";
import { type Workspace, writeAtomically } from "./workspace.ts";

/** What proves that a release went live somewhere else. */
export const RemoteReceiptSchema = z.strictObject({
  deployment_id: z.string(),
  url: z.string().describe("Where visitors reach it"),
  deployment_url: z.string().describe("The address of this one deployment, whatever goes live later"),
  release: z.int().min(1),
  digest: z.string().describe("SHA-256 of the release"),
  files_digest: z.string().describe("SHA-256 of what was uploaded"),
  at: z.string().describe("ISO 8601, UTC"),
});
export type RemoteReceipt = z.infer<typeof RemoteReceiptSchema>;

/** `remote.json`: what of a business is hosted elsewhere. */
export const RemoteRecordSchema = z.strictObject({
  version: z.literal(1),
  business_id: z.string(),
  host: z.string(),
  state: z
    .enum(["deploying", "live", "failed", "removed"])
    .describe("`deploying`: begun, and not known to have ended"),
  project: z.strictObject({ id: z.string().nullable(), name: z.string() }),
  live: RemoteReceiptSchema.nullable().describe("What visitors get"),
  receipts: z.array(RemoteReceiptSchema).describe("Everything that went live, oldest first"),
  left: z.array(z.string()).describe("What a rollback or a removal could not remove"),
});
export type RemoteRecord = z.infer<typeof RemoteRecordSchema>;

const FILE = "remote.json";
const MAX_RECEIPTS = 50;

export interface RemoteRequest {
  readonly workspace: Workspace;
  readonly release: Release;
  /** The product's own secrets; they become encrypted settings at the host, never files. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface RemoteDeployment {
  readonly receipt: RemoteReceipt;
  readonly project: string;
  /** What its owner must know before real use. */
  readonly warnings: readonly string[];
  /** What was looked at before it counted as live. */
  readonly checks: readonly string[];
}

export interface RemoteRemoval {
  /** `partial`: see `left` and `error`; it can be repeated. */
  readonly outcome: "removed" | "absent" | "partial";
  readonly removed: readonly string[];
  readonly left: readonly string[];
  readonly error: ErrorInfo | null;
}

/** Hosts products somewhere on the network, next to the local preview. */
export interface RemoteHost {
  readonly name: string;
  /** Brings a release live, once for each business and content however often it is called. Undone when it fails. */
  deploy(request: RemoteRequest): Promise<RemoteDeployment>;
  /** What an interrupted `deploy` left behind, brought to its end; undefined when it certainly created nothing. */
  reconcile(request: RemoteRequest): Promise<RemoteDeployment | undefined>;
  /** Removes everything of a business. Never throws for what the host does: that is in the outcome. */
  remove(workspace: Workspace, signal: AbortSignal): Promise<RemoteRemoval>;
}

/** undefined when nothing was ever deployed elsewhere. Throws REMOTE_RECORD_INVALID. */
export function readRemote(workspace: Workspace): RemoteRecord | undefined {
  const file = workspace.path(FILE);
  if (!existsSync(file)) return undefined;
  try {
    return RemoteRecordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new GenesisError("REMOTE_RECORD_INVALID", `${file} can't be read.`, {
      hint: "It names what runs at the host: look there, remove that by hand if it is not wanted, then remove the file.",
      category: "system",
      cause,
    });
  }
}

export function writeRemote(workspace: Workspace, record: RemoteRecord): RemoteRecord {
  const kept = { ...record, receipts: record.receipts.slice(-MAX_RECEIPTS) };
  writeAtomically(workspace.path(FILE), `${JSON.stringify(kept, null, 2)}\n`);
  return kept;
}

import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { makePrivateFolder } from "../../config/folder.ts";
import { GenesisError } from "../../state/errors.ts";
import type { MemoryWrite } from "./namespaces.ts";

const EntrySchema = z.object({
  version: z.literal(1),
  writes: z.array(
    z.object({
      namespace: z.array(z.string()).min(1),
      key: z.string().min(1),
      value: z.record(z.string(), z.unknown()),
      index: z.union([z.literal(false), z.array(z.string())]).optional(),
    }),
  ),
});

/** The writes of one run that memory could not take. */
export interface OutboxEntry {
  readonly file: string;
  readonly writes: readonly MemoryWrite[];
}

export interface OutboxOptions {
  readonly folder: string;
  /** Removes credentials; everything passes it before it is written to the disk. */
  readonly redact: (value: unknown) => unknown;
  /** Default 1,000. */
  readonly maxEntries?: number;
  /** Of one entry; default 1 MiB. */
  readonly maxBytes?: number;
}

const ENTRY = /^\d{12}-[0-9a-f]{8}\.json$/;
const REJECTED = ".rejected";
const DEFAULT_MAX_ENTRIES = 1_000;
const DEFAULT_MAX_BYTES = 1_048_576;

/**
 * Keeps what memory can't take now (guide 9.2), one file an entry, in the order in which they came. Files are
 * written whole or not at all, for this user only. Several processes may use the folder: writes are idempotent,
 * so an entry that two of them replay at once does no harm.
 */
export class Outbox {
  readonly folder: string;
  readonly #options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.folder = options.folder;
    this.#options = options;
  }

  /** Errors: OUTBOX_FULL, OUTBOX_UNWRITABLE. Nothing that is already kept is dropped for it. */
  add(writes: readonly MemoryWrite[]): void {
    const { maxEntries = DEFAULT_MAX_ENTRIES, maxBytes = DEFAULT_MAX_BYTES, redact } = this.#options;
    const files = this.#files();
    const text = `${JSON.stringify(redact({ version: 1, writes }))}\n`;
    if (files.length >= maxEntries) throw full(`holds ${files.length} entries, its most`);
    if (Buffer.byteLength(text) > maxBytes) throw full(`takes no entry of more than ${maxBytes} bytes`);
    const number = Number(files.at(-1)?.slice(0, 12) ?? 0) + 1;
    this.#write(`${String(number).padStart(12, "0")}-${randomBytes(4).toString("hex")}.json`, text);
  }

  /** Oldest first. Entries that can't be read are put aside, and their names handed to `onRejected`. */
  entries(onRejected: (file: string) => void): OutboxEntry[] {
    return this.#files().flatMap((file) => {
      const entry = this.#read(file);
      if (entry === "gone") return [];
      if (entry !== undefined) return [{ file, writes: entry }];
      this.reject(file);
      onRejected(file);
      return [];
    });
  }

  /** Also when another process has removed it meanwhile. */
  remove(file: string): void {
    rmSync(join(this.folder, file), { force: true });
  }

  /** Puts an entry that no store will ever take out of the way, for a person to look at. */
  reject(file: string): void {
    const path = join(this.folder, file);
    if (existsSync(path)) renameSync(path, path + REJECTED);
  }

  /** Drops the writes that match, e.g. of a business that is to be forgotten; returns how many. */
  drop(matches: (write: MemoryWrite) => boolean): number {
    let dropped = 0;
    for (const { file, writes } of this.entries(() => {})) {
      const kept = writes.filter((write) => !matches(write));
      if (kept.length === writes.length) continue;
      dropped += writes.length - kept.length;
      if (kept.length === 0) this.remove(file);
      else this.#write(file, `${JSON.stringify({ version: 1, writes: kept })}\n`);
    }
    return dropped;
  }

  /**
   * Changes every write in place, in the entries that were put aside as well; returns how many writes are others
   * than before. What can't be read as an entry is changed as a text.
   */
  rewrite(change: <T>(value: T) => T, { dryRun = false }: { dryRun?: boolean } = {}): number {
    let changed = 0;
    for (const { file, writes } of this.entries(() => {})) {
      const next = writes.map((write) => change(write));
      const others = next.filter((write, at) => write !== writes[at]).length;
      changed += others;
      if (others > 0 && !dryRun) this.#write(file, `${JSON.stringify({ version: 1, writes: next })}\n`);
    }
    for (const file of this.#list((name) => name.endsWith(REJECTED))) {
      const text = readFileSync(join(this.folder, file), "utf8");
      const next = change(text);
      if (next === text) continue;
      changed += 1;
      if (!dryRun) this.#write(file, next);
    }
    return changed;
  }

  get isEmpty(): boolean {
    return this.#files().length === 0;
  }

  #files(): string[] {
    return this.#list((name) => ENTRY.test(name));
  }

  #list(isWanted: (name: string) => boolean): string[] {
    try {
      return readdirSync(this.folder).filter(isWanted).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw unwritable(this.folder, error);
    }
  }

  #read(file: string): MemoryWrite[] | undefined | "gone" {
    try {
      const entry = EntrySchema.safeParse(JSON.parse(readFileSync(join(this.folder, file), "utf8")));
      return entry.success ? (entry.data.writes as MemoryWrite[]) : undefined;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ENOENT" ? "gone" : undefined;
    }
  }

  #write(file: string, text: string): void {
    const path = join(this.folder, file);
    const temporary = `${path}.tmp`;
    try {
      makePrivateFolder(this.folder);
      writeFileSync(temporary, text, { mode: 0o600 });
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw unwritable(this.folder, error);
    }
  }
}

function full(why: string): GenesisError {
  return new GenesisError("OUTBOX_FULL", `The outbox of memory ${why}.`, {
    category: "system",
    hint: "Bring the memory store back (genesis doctor); the next start empties the outbox.",
  });
}

function unwritable(folder: string, cause: unknown): GenesisError {
  return new GenesisError("OUTBOX_UNWRITABLE", `The outbox ${folder} can't be used.`, {
    category: "system",
    hint: "Check the permissions and free space of GENESIS_HOME.",
    cause,
  });
}

import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import type { CheckedStore } from "./checked-store.ts";
import type { Leases } from "./lease.ts";
import type { RunIndex } from "./runs.ts";

/** Everything Genesis keeps between processes (design 5). */
export interface Stores {
  readonly checkpointer: BaseCheckpointSaver;
  readonly store: CheckedStore;
  readonly leases: Leases;
  readonly runs: RunIndex;
  /**
   * Writes everything to a new file, consistently, also while runs go on.
   * Errors: BACKUP_EXISTS; BACKUP_UNSUPPORTED on MongoDB, which has tools of its own.
   */
  backup(path: string): Promise<void>;
  /**
   * Removes what was deleted or overwritten, as far as the database lets us: SQLite keeps it in free pages and in its
   * log until then, our word counts in MongoDB keep its words. MongoDB's own files and journals are not touched. False
   * when others use the database just now.
   */
  scrub(): Promise<boolean>;
  /** The database for people to read: a file, or a server without its credentials. */
  readonly where: string;
  close(): Promise<void>;
}

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { makePrivateFolder } from "../../config/folder.ts";
import { type WorkReport, WorkReportSchema } from "../../state/work-order.ts";
import { sha256Of, writeAtomically } from "../workspace.ts";

const RecordSchema = z.strictObject({
  version: z.literal(1),
  /** Where the order went. */
  agent: z.string(),
  /** Null until the agent gave one. */
  task_id: z.string().nullable(),
  /** Null until it was done. */
  report: WorkReportSchema.nullable(),
});
export type SentOrder = z.infer<typeof RecordSchema>;

/**
 * The orders that are on their way, so that a run which is killed and resumed finds out what became of them instead of
 * sending them again. A record goes when its task has its result.
 */
export class OrderJournal {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, "a2a-orders");
  }

  /** An unreadable record is as good as none: the agent knows the order by its ids. */
  read(key: string): SentOrder | undefined {
    const file = this.#fileOf(key);
    if (!existsSync(file)) return undefined;
    try {
      return RecordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      return undefined;
    }
  }

  sent(key: string, agent: string): void {
    this.#write(key, { version: 1, agent, task_id: null, report: null });
  }

  taken(key: string, agent: string, taskId: string): void {
    this.#write(key, { version: 1, agent, task_id: taskId.slice(0, 1_000), report: null });
  }

  done(key: string, order: SentOrder, report: WorkReport): void {
    this.#write(key, { ...order, report });
  }

  clear(key: string): void {
    rmSync(this.#fileOf(key), { force: true });
  }

  #write(key: string, record: SentOrder): void {
    makePrivateFolder(this.#folder);
    writeAtomically(this.#fileOf(key), JSON.stringify(record), { mode: 0o600 });
  }

  #fileOf(key: string): string {
    return join(this.#folder, `${sha256Of(key)}.json`);
  }
}

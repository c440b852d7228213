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

/** An order of a run. */
export interface OrderKey {
  readonly businessId: string;
  readonly idempotencyKey: string;
}

/**
 * The orders of runs that are under way, so that a run which is killed and resumed finds out what became of them instead
 * of sending them again. A record stays until its run has ended: only then is it sure that the result of its task, and
 * the receipt of its effect, are on record elsewhere.
 */
export class OrderJournal {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, "a2a-orders");
  }

  /** An unreadable record is as good as none: the agent knows the order by its ids. */
  read(key: OrderKey): SentOrder | undefined {
    const file = this.#fileOf(key);
    if (!existsSync(file)) return undefined;
    try {
      return RecordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      return undefined;
    }
  }

  sent(key: OrderKey, agent: string): void {
    this.#write(key, { version: 1, agent, task_id: null, report: null });
  }

  taken(key: OrderKey, agent: string, taskId: string): void {
    this.#write(key, { version: 1, agent, task_id: taskId.slice(0, 1_000), report: null });
  }

  done(key: OrderKey, order: SentOrder, report: WorkReport): void {
    this.#write(key, { ...order, report });
  }

  /** Of an order that nobody has begun. */
  clear(key: OrderKey): void {
    rmSync(this.#fileOf(key), { force: true });
  }

  /** All orders of a run that has ended. */
  clearRun(businessId: string): void {
    rmSync(this.#folderOf(businessId), { recursive: true, force: true });
  }

  #write(key: OrderKey, record: SentOrder): void {
    makePrivateFolder(this.#folder);
    makePrivateFolder(this.#folderOf(key.businessId));
    writeAtomically(this.#fileOf(key), JSON.stringify(record), { mode: 0o600 });
  }

  #fileOf({ businessId, idempotencyKey }: OrderKey): string {
    return join(this.#folderOf(businessId), `${sha256Of(idempotencyKey)}.json`);
  }

  #folderOf(businessId: string): string {
    return join(this.#folder, sha256Of(businessId));
  }
}

import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { makePrivateFolder } from "../../config/folder.ts";
import type { LeftInPlace, Person, PlaceReport } from "../../state/erasure.ts";
import { parsedJson } from "../../state/parsed-json.ts";
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
    return RecordSchema.safeParse(parsedJson(textOf(this.#fileOf(key)))).data;
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

  /**
   * Takes a person out of the reports that wait for their tasks. An unreadable record goes, since it is as good as none.
   * One whose agent or task bears the name stays: without them the order would be sent twice.
   */
  erase(person: Person, { dryRun }: { readonly dryRun: boolean }): PlaceReport {
    let found = 0;
    let erased = 0;
    const left: LeftInPlace[] = [];
    for (const name of this.#files()) {
      const file = join(this.#folder, name);
      const text = textOf(file);
      if (person.count(text) === 0) continue;
      found += 1;
      const next = withoutPerson(text, person);
      if (next === "needed") left.push({ what: `a2a-orders/${name}`, ...NEEDED });
      if (next === "needed" || dryRun) continue;
      if (next === "unreadable") rmSync(file, { force: true });
      else writeAtomically(file, JSON.stringify(next), { mode: 0o600 });
      erased += 1;
    }
    return { place: "a2a orders", found, erased, left };
  }

  #files(): string[] {
    if (!existsSync(this.#folder)) return [];
    const names = readdirSync(this.#folder, { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.endsWith(".json")).sort();
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

const NEEDED = {
  reason: "is on its way to an agent or as a task of that name",
  next: "End the run it belongs to, then repeat this.",
};

/** Empty when there is none, or its task has taken it meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function withoutPerson(text: string, person: Person): SentOrder | "needed" | "unreadable" {
  const parsed = RecordSchema.safeParse(parsedJson(text));
  if (!parsed.success) return "unreadable";
  const { agent, task_id, report } = parsed.data;
  if (person.count([agent, task_id]) > 0) return "needed";
  return { ...parsed.data, report: person.erase(report) };
}

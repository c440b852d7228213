import type { Product } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE sequences_sequences (
     id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, segment_id INTEGER, status TEXT NOT NULL,
     started_at INTEGER
   );
   CREATE TABLE sequences_steps (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     sequence_id INTEGER NOT NULL REFERENCES sequences_sequences (id) ON DELETE CASCADE,
     position INTEGER NOT NULL, delay_hours INTEGER NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
     removed INTEGER NOT NULL DEFAULT 0
   );
   CREATE TABLE sequences_enrolments (
     sequence_id INTEGER NOT NULL REFERENCES sequences_sequences (id) ON DELETE CASCADE,
     subscriber_id INTEGER NOT NULL REFERENCES newsletter_subscribers (id) ON DELETE CASCADE,
     enrolled_at INTEGER NOT NULL, ended TEXT, PRIMARY KEY (sequence_id, subscriber_id)
   );
   CREATE TABLE sequences_broadcasts (
     id INTEGER PRIMARY KEY AUTOINCREMENT, segment_id INTEGER, audience TEXT NOT NULL, subject TEXT NOT NULL,
     body TEXT NOT NULL, sent_at INTEGER
   );
   CREATE TABLE sequences_recipients (
     broadcast_id INTEGER NOT NULL REFERENCES sequences_broadcasts (id) ON DELETE CASCADE,
     subscriber_id INTEGER NOT NULL REFERENCES newsletter_subscribers (id) ON DELETE CASCADE,
     PRIMARY KEY (broadcast_id, subscriber_id)
   );
   CREATE TABLE sequences_letters (
     id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE,
     step_id INTEGER REFERENCES sequences_steps (id) ON DELETE CASCADE,
     broadcast_id INTEGER REFERENCES sequences_broadcasts (id) ON DELETE CASCADE,
     subscriber_id INTEGER NOT NULL REFERENCES newsletter_subscribers (id) ON DELETE CASCADE,
     sent_at INTEGER NOT NULL, opened_at INTEGER, clicked_at INTEGER,
     UNIQUE (step_id, subscriber_id), UNIQUE (broadcast_id, subscriber_id)
   );
   CREATE INDEX sequences_letters_by_subscriber ON sequences_letters (subscriber_id);
   CREATE TABLE sequences_links (
     token TEXT PRIMARY KEY, letter_id INTEGER NOT NULL REFERENCES sequences_letters (id) ON DELETE CASCADE,
     url TEXT NOT NULL, clicks INTEGER NOT NULL DEFAULT 0, UNIQUE (letter_id, url)
   );
   CREATE TABLE sequences_template (id INTEGER PRIMARY KEY CHECK (id = 1), opening TEXT NOT NULL, closing TEXT NOT NULL);
   CREATE TABLE sequences_seeded (name TEXT PRIMARY KEY);`,
];

export interface Sequence {
  readonly id: number;
  readonly name: string;
  /** Whose members it is for; null for everybody who confirms after it was started. */
  readonly segment_id: number | null;
  readonly status: "draft" | "active" | "paused";
  readonly started_at: number | null;
}

export interface Step {
  readonly id: number;
  readonly sequence_id: number;
  readonly position: number;
  /** After the step before, or after joining the sequence. */
  readonly delay_hours: number;
  readonly subject: string;
  readonly body: string;
}

export type StepDraft = Pick<Step, "delay_hours" | "subject" | "body">;

export function listSequences(product: Product): Sequence[] {
  return product.db.all("SELECT * FROM sequences_sequences ORDER BY id");
}

export function findSequence(product: Product, id: number): Sequence | undefined {
  return product.db.get("SELECT * FROM sequences_sequences WHERE id = ?", id);
}

export function addSequence(product: Product, name: string, segmentId: number | null): number {
  return product.db.run(
    "INSERT INTO sequences_sequences (name, segment_id, status) VALUES (?, ?, 'draft')",
    ...[name, segmentId],
  ).id;
}

export function changeSequence(product: Product, id: number, name: string, segmentId: number | null): void {
  product.db.run("UPDATE sequences_sequences SET name = ?, segment_id = ? WHERE id = ?", name, segmentId, id);
}

export function removeSequence(product: Product, id: number): void {
  product.db.run("DELETE FROM sequences_sequences WHERE id = ?", id);
}

/** The time of the first start stays, so that nobody who joined during a pause is left out. */
export function setStatus(product: Product, id: number, status: "active" | "paused"): void {
  product.db.run(
    "UPDATE sequences_sequences SET status = ?, started_at = coalesce(started_at, ?) WHERE id = ?",
    ...[status, product.now(), id],
  );
}

/** In the order they are sent. */
export function stepsOf(product: Product, sequenceId: number): Step[] {
  return product.db.all(
    "SELECT * FROM sequences_steps WHERE sequence_id = ? AND removed = 0 ORDER BY position",
    sequenceId,
  );
}

export function findStep(product: Product, sequenceId: number, id: number): Step | undefined {
  return stepsOf(product, sequenceId).find((step) => step.id === id);
}

export function addStep(product: Product, sequenceId: number, draft: StepDraft): number {
  return product.db.run(
    `INSERT INTO sequences_steps (sequence_id, position, delay_hours, subject, body)
     SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3, ?4 FROM sequences_steps WHERE sequence_id = ?1`,
    ...[sequenceId, draft.delay_hours, draft.subject, draft.body],
  ).id;
}

export function changeStep(product: Product, id: number, { delay_hours, subject, body }: StepDraft): void {
  product.db.run(
    "UPDATE sequences_steps SET delay_hours = ?, subject = ?, body = ? WHERE id = ?",
    ...[delay_hours, subject, body, id],
  );
}

/** It is kept out of sight, so that what was sent of it stays known and is not sent again. */
export function removeStep(product: Product, id: number): void {
  product.db.run("UPDATE sequences_steps SET removed = 1 WHERE id = ?", id);
}

/** How many are on their way through a sequence. */
export function countUnderWay(product: Product, sequenceId: number): number {
  return product.db.count(
    "SELECT count(*) FROM sequences_enrolments WHERE sequence_id = ? AND ended IS NULL",
    sequenceId,
  );
}

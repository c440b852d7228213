import type { Product } from "../../kit/index.ts";
import { confirmedSubscribers, type Subscriber } from "../newsletter/index.ts";
import { findSegment, membersOf } from "../segments/index.ts";
import { sendLetter } from "./send.ts";
import { listSequences, type Sequence, type Step, stepsOf } from "./store.ts";

const HOUR_MS = 3_600_000;
/** Letters in one go, so that the product goes on answering; the rest follows with the next. */
const AT_MOST = 500;

/**
 * Sends the letters that are due: of broadcasts, and the next step of whoever is in a running sequence. A step is due
 * when its delay has passed since the one before was really sent, so that after a pause or a leap of the clock people
 * get one letter and not all at once.
 */
export function sendDue(product: Product): number {
  let sent = sendBroadcasts(product, AT_MOST);
  for (const sequence of listSequences(product)) {
    if (sequence.status !== "active" || sent >= AT_MOST) continue;
    product.db.transaction(() => enrol(product, sequence));
    sent += sendSteps(product, sequence, AT_MOST - sent);
  }
  return sent;
}

/** Takes in whoever belongs and was never in it. */
function enrol(product: Product, { id, segment_id, started_at }: Sequence): void {
  const who =
    segment_id === null ? newcomers(product, started_at ?? 0) : membersOfSegment(product, segment_id);
  for (const subscriber of who) {
    product.db.run(
      "INSERT OR IGNORE INTO sequences_enrolments (sequence_id, subscriber_id, enrolled_at) VALUES (?, ?, ?)",
      ...[id, subscriber.id, product.now()],
    );
  }
}

function newcomers(product: Product, since: number): Subscriber[] {
  return confirmedSubscribers(product).filter(({ confirmed_at }) => (confirmed_at ?? 0) >= since);
}

function membersOfSegment(product: Product, id: number): Subscriber[] {
  const segment = findSegment(product, id);
  return segment ? membersOf(product, segment) : [];
}

interface Enrolment {
  readonly subscriber_id: number;
  readonly enrolled_at: number;
  /** Of the last step that was sent; null before the first. */
  readonly position: number | null;
  readonly sent_at: number | null;
}

/** When the next step of somebody is due; undefined when there is none left. Pure. */
export function nextDue(
  steps: readonly Step[],
  { enrolled_at, position, sent_at }: Omit<Enrolment, "subscriber_id">,
): { step: Step; at: number } | undefined {
  const step = steps.find((one) => one.position > (position ?? 0));
  return step && { step, at: (sent_at ?? enrolled_at) + step.delay_hours * HOUR_MS };
}

function sendSteps(product: Product, sequence: Sequence, atMost: number): number {
  const steps = stepsOf(product, sequence.id);
  if (steps.length === 0) return 0;
  const confirmed = new Map(confirmedSubscribers(product).map((one) => [one.id, one]));
  const because = ` and are in the series “${sequence.name}”`;
  let sent = 0;
  for (const enrolment of underWay(product, sequence.id)) {
    const subscriber = confirmed.get(enrolment.subscriber_id);
    const due = nextDue(steps, enrolment);
    if (!subscriber) end(product, sequence, enrolment, "unsubscribed");
    else if (!due) end(product, sequence, enrolment, "done");
    else if (due.at <= product.now() && sent < atMost) {
      const { id, subject, body } = due.step;
      if (sendLetter(product, { kind: "step", id, subject, body, because }, subscriber)) sent += 1;
      const last = due.step === steps.at(-1);
      if (last) end(product, sequence, enrolment, "done");
    }
  }
  return sent;
}

function underWay(product: Product, sequenceId: number): Enrolment[] {
  return product.db.all(
    `SELECT e.subscriber_id, e.enrolled_at, max(s.position) AS position, max(l.sent_at) AS sent_at
     FROM sequences_enrolments e
     LEFT JOIN sequences_steps s ON s.sequence_id = e.sequence_id
       AND EXISTS (SELECT 1 FROM sequences_letters l WHERE l.step_id = s.id AND l.subscriber_id = e.subscriber_id)
     LEFT JOIN sequences_letters l ON l.step_id = s.id AND l.subscriber_id = e.subscriber_id
     WHERE e.sequence_id = ? AND e.ended IS NULL GROUP BY e.subscriber_id ORDER BY e.enrolled_at, e.subscriber_id`,
    sequenceId,
  );
}

function end(product: Product, { id }: Sequence, { subscriber_id }: Enrolment, why: string): void {
  product.db.run(
    "UPDATE sequences_enrolments SET ended = ? WHERE sequence_id = ? AND subscriber_id = ?",
    ...[why, id, subscriber_id],
  );
}

interface Waiting {
  readonly broadcast_id: number;
  readonly subscriber_id: number;
  readonly subject: string;
  readonly body: string;
  readonly segment_id: number | null;
  readonly audience: string;
}

function sendBroadcasts(product: Product, atMost: number): number {
  const waiting = product.db.all<Waiting>(
    `SELECT r.*, b.subject, b.body, b.segment_id, b.audience FROM sequences_recipients r
     JOIN sequences_broadcasts b ON b.id = r.broadcast_id ORDER BY r.broadcast_id, r.subscriber_id LIMIT ?`,
    atMost,
  );
  if (waiting.length === 0) return 0;
  const confirmed = new Map(confirmedSubscribers(product).map((one) => [one.id, one]));
  let sent = 0;
  for (const { broadcast_id, subscriber_id, subject, body, segment_id, audience } of waiting) {
    const because = segment_id === null ? "" : ` and belong to “${audience}”`;
    product.db.transaction(() => {
      const subscriber = confirmed.get(subscriber_id);
      const sending = { kind: "broadcast", id: broadcast_id, subject, body, because } as const;
      if (subscriber && sendLetter(product, sending, subscriber)) sent += 1;
      product.db.run(
        "DELETE FROM sequences_recipients WHERE broadcast_id = ? AND subscriber_id = ?",
        ...[broadcast_id, subscriber_id],
      );
    });
  }
  return sent;
}

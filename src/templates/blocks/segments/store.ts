import type { Product } from "../../kit/index.ts";
import { confirmedSubscribers, type Subscriber } from "../newsletter/index.ts";
import { matchesSegment, type Rule, type Rules, RulesSchema } from "./rules.ts";

export const MIGRATIONS = [
  `CREATE TABLE segments_segments (
     id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, match TEXT NOT NULL, rules TEXT NOT NULL,
     created_at INTEGER NOT NULL
   );`,
];

export interface Segment extends Rules {
  readonly id: number;
  readonly name: string;
}

interface Row {
  readonly id: number;
  readonly name: string;
  readonly match: Segment["match"];
  readonly rules: string;
}

const toSegment = ({ id, name, match, rules }: Row): Segment => ({
  ...{ id, name, match },
  rules: RulesSchema.parse(JSON.parse(rules)),
});

export function findSegment(product: Product, id: number): Segment | undefined {
  const row = product.db.get<Row>("SELECT * FROM segments_segments WHERE id = ?", id);
  return row && toSegment(row);
}

export function listSegments(product: Product): Segment[] {
  return product.db.all<Row>("SELECT * FROM segments_segments ORDER BY name COLLATE NOCASE").map(toSegment);
}

/** Who belongs to it just now, of those who confirmed. */
export function membersOf(product: Product, rules: Rules): Subscriber[] {
  const now = product.now();
  return confirmedSubscribers(product).filter((one) => matchesSegment(rules, one, now));
}

export interface Draft {
  readonly name: string;
  readonly match: Segment["match"];
  readonly rules: readonly Rule[];
}

/** Undefined when another one has the name. */
export function addSegment(product: Product, { name, match, rules }: Draft): number | undefined {
  const { id, changes } = product.db.run(
    "INSERT OR IGNORE INTO segments_segments (name, match, rules, created_at) VALUES (?, ?, ?, ?)",
    ...[name, match, JSON.stringify(rules), product.now()],
  );
  return changes > 0 ? id : undefined;
}

/** False when another one has the name. */
export function changeSegment(product: Product, id: number, { name, match, rules }: Draft): boolean {
  const { changes } = product.db.run(
    "UPDATE OR IGNORE segments_segments SET name = ?, match = ?, rules = ? WHERE id = ?",
    ...[name, match, JSON.stringify(rules), id],
  );
  return changes > 0;
}

export function removeSegment(product: Product, id: number): boolean {
  return product.db.run("DELETE FROM segments_segments WHERE id = ?", id).changes > 0;
}

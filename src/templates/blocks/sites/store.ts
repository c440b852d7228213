import type { Product } from "../../kit/index.ts";
import { DocumentSchema, type SiteDocument } from "./document.ts";

export const MIGRATIONS = [
  `CREATE TABLE sites_sites (
     id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, name TEXT NOT NULL, slug TEXT NOT NULL UNIQUE,
     draft TEXT NOT NULL, revision INTEGER NOT NULL, live_version INTEGER, created_at INTEGER NOT NULL
   );
   CREATE INDEX sites_by_user ON sites_sites (user_id, id);
   CREATE TABLE sites_versions (
     site_id INTEGER NOT NULL REFERENCES sites_sites (id) ON DELETE CASCADE, number INTEGER NOT NULL,
     document TEXT NOT NULL, published_at INTEGER NOT NULL, PRIMARY KEY (site_id, number)
   );
   CREATE TABLE sites_submissions (
     id INTEGER PRIMARY KEY, site_id INTEGER NOT NULL REFERENCES sites_sites (id) ON DELETE CASCADE,
     form TEXT NOT NULL, answers TEXT NOT NULL, created_at INTEGER NOT NULL
   );
   CREATE INDEX sites_submissions_by_site ON sites_submissions (site_id, id DESC);`,
];

export interface Site {
  readonly id: number;
  readonly userId: number;
  readonly name: string;
  readonly slug: string;
  readonly draft: SiteDocument;
  /** Rises with each change of the draft, so that two editors don't overwrite one another. */
  readonly revision: number;
  readonly liveVersion: number | null;
}

interface Row {
  readonly id: number;
  readonly user_id: number;
  readonly name: string;
  readonly slug: string;
  readonly draft: string;
  readonly revision: number;
  readonly live_version: number | null;
}

export interface Version {
  readonly number: number;
  readonly publishedAt: number;
}

/** One answer of a form: its label and what was entered. */
export interface Answer {
  readonly label: string;
  readonly value: string;
}

export interface Submission {
  readonly id: number;
  readonly siteId: number;
  readonly form: string;
  readonly answers: readonly Answer[];
  readonly at: number;
}

/** undefined when the address is taken. */
export function addSite(
  product: Product,
  site: { userId: number; name: string; slug: string; draft: SiteDocument },
): number | undefined {
  const { userId, name, slug, draft } = site;
  const { id, changes } = product.db.run(
    `INSERT OR IGNORE INTO sites_sites (user_id, name, slug, draft, revision, created_at) VALUES (?, ?, ?, ?, 1, ?)`,
    ...[userId, name, slug, JSON.stringify(draft), product.now()],
  );
  return changes > 0 ? id : undefined;
}

export function sitesOf(product: Product, userId: number): Site[] {
  return product.db.all<Row>("SELECT * FROM sites_sites WHERE user_id = ? ORDER BY id", userId).map(toSite);
}

/** A site, only for the one who owns it. */
export function siteOf(product: Product, userId: number, id: number): Site | undefined {
  const row = product.db.get<Row>("SELECT * FROM sites_sites WHERE id = ? AND user_id = ?", id, userId);
  return row && toSite(row);
}

/** Keeps a new draft; false when somebody changed it since `revision` was read. */
export function saveDraft(product: Product, id: number, revision: number, draft: SiteDocument): boolean {
  const { changes } = product.db.run(
    "UPDATE sites_sites SET draft = ?, revision = revision + 1 WHERE id = ? AND revision = ?",
    ...[JSON.stringify(DocumentSchema.parse(draft)), id, revision],
  );
  return changes > 0;
}

/** Makes the draft the live version; returns its number. */
export function publish(product: Product, id: number): number {
  return product.db.transaction(() => {
    const number =
      product.db.count("SELECT coalesce(max(number), 0) FROM sites_versions WHERE site_id = ?", id) + 1;
    product.db.run(
      "INSERT INTO sites_versions SELECT id, ?, draft, ? FROM sites_sites WHERE id = ?",
      ...[number, product.now(), id],
    );
    product.db.run("UPDATE sites_sites SET live_version = ? WHERE id = ?", number, id);
    return number;
  });
}

export function unpublish(product: Product, id: number): void {
  product.db.run("UPDATE sites_sites SET live_version = NULL WHERE id = ?", id);
}

/** The newest first. */
export function versionsOf(product: Product, id: number): Version[] {
  return product.db
    .all<{ number: number; published_at: number }>(
      "SELECT number, published_at FROM sites_versions WHERE site_id = ? ORDER BY number DESC LIMIT 100",
      id,
    )
    .map(({ number, published_at }) => ({ number, publishedAt: published_at }));
}

/** Takes an earlier version as the draft; what is live stays live. False when there is no such version. */
export function restore(product: Product, id: number, number: number): boolean {
  const { changes } = product.db.run(
    `UPDATE sites_sites SET revision = revision + 1,
       draft = (SELECT document FROM sites_versions WHERE site_id = ?1 AND number = ?2)
     WHERE id = ?1 AND EXISTS (SELECT 1 FROM sites_versions WHERE site_id = ?1 AND number = ?2)`,
    ...[id, number],
  );
  return changes > 0;
}

export function removeSite(product: Product, id: number): void {
  product.db.run("DELETE FROM sites_sites WHERE id = ?", id);
}

/** What the public sees at an address. */
export function liveSite(product: Product, slug: string) {
  const row = product.db.get<{ id: number; name: string; document: string }>(
    `SELECT s.id, s.name, v.document FROM sites_sites AS s
     JOIN sites_versions AS v ON v.site_id = s.id AND v.number = s.live_version WHERE s.slug = ?`,
    slug,
  );
  return row && { id: row.id, name: row.name, document: DocumentSchema.parse(JSON.parse(row.document)) };
}

export function liveSlugs(product: Product): string[] {
  return product.db
    .all<{ slug: string }>(
      "SELECT slug FROM sites_sites WHERE live_version IS NOT NULL ORDER BY id LIMIT 1000",
    )
    .map(({ slug }) => slug);
}

export function addSubmission(
  product: Product,
  { siteId, form, answers }: { siteId: number; form: string; answers: readonly Answer[] },
): Submission {
  const at = product.now();
  const { id } = product.db.run(
    "INSERT INTO sites_submissions (site_id, form, answers, created_at) VALUES (?, ?, ?, ?)",
    ...[siteId, form, JSON.stringify(answers), at],
  );
  return { id, siteId, form, answers, at };
}

/** The newest first. */
export function submissionsOf(product: Product, siteId: number, limit = 500): Submission[] {
  return product.db
    .all<{ id: number; form: string; answers: string; created_at: number }>(
      "SELECT * FROM sites_submissions WHERE site_id = ? ORDER BY id DESC LIMIT ?",
      ...[siteId, limit],
    )
    .map(({ id, form, answers, created_at }) => ({
      id,
      siteId,
      form,
      answers: JSON.parse(answers) as Answer[],
      at: created_at,
    }));
}

function toSite({ id, user_id, name, slug, draft, revision, live_version }: Row): Site {
  return {
    id,
    userId: user_id,
    name,
    slug,
    draft: DocumentSchema.parse(JSON.parse(draft)),
    revision,
    liveVersion: live_version,
  };
}

import { dayOf, type Product } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE projects_projects (
     id INTEGER PRIMARY KEY, workspace_id INTEGER NOT NULL REFERENCES team_workspaces (id) ON DELETE CASCADE,
     name TEXT NOT NULL, note TEXT NOT NULL, created_at INTEGER NOT NULL
   );
   CREATE INDEX projects_by_workspace ON projects_projects (workspace_id);
   CREATE TABLE projects_entries (
     id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES projects_projects (id) ON DELETE CASCADE,
     title TEXT NOT NULL, due TEXT, created_at INTEGER NOT NULL, done_at INTEGER
   );
   CREATE INDEX projects_entries_by_project ON projects_entries (project_id);
   CREATE TABLE projects_quiet (user_id INTEGER PRIMARY KEY REFERENCES accounts_users (id) ON DELETE CASCADE);`,
];

export interface Project {
  readonly id: number;
  readonly name: string;
  readonly note: string;
  readonly created_at: number;
}

export interface ProjectRow extends Project {
  readonly open: number;
  readonly done: number;
  /** The earliest day by which something open is due. */
  readonly next_due: string | null;
}

export interface Entry {
  readonly id: number;
  readonly title: string;
  /** YYYY-MM-DD. */
  readonly due: string | null;
  readonly created_at: number;
  readonly done_at: number | null;
}

export type ProjectFields = Pick<Project, "name" | "note">;

export function addProject(product: Product, workspaceId: number, { name, note }: ProjectFields): number {
  return product.db.run(
    "INSERT INTO projects_projects (workspace_id, name, note, created_at) VALUES (?, ?, ?, ?)",
    ...[workspaceId, name, note, product.now()],
  ).id;
}

/** What has something open comes first, by the day it is due. */
export function listProjects(product: Product, workspaceId: number): ProjectRow[] {
  return product.db.all(
    `SELECT p.*, count(e.id) FILTER (WHERE e.done_at IS NULL) AS open, count(e.done_at) AS done,
       min(e.due) FILTER (WHERE e.done_at IS NULL) AS next_due
     FROM projects_projects p LEFT JOIN projects_entries e ON e.project_id = p.id
     WHERE p.workspace_id = ? GROUP BY p.id ORDER BY open = 0, next_due IS NULL, next_due, p.id DESC`,
    workspaceId,
  );
}

export function findProject(product: Product, workspaceId: number, id: number): Project | undefined {
  return product.db.get("SELECT * FROM projects_projects WHERE workspace_id = ? AND id = ?", workspaceId, id);
}

export function countProjects(product: Product, workspaceId: number): number {
  return product.db.count("SELECT count(*) FROM projects_projects WHERE workspace_id = ?", workspaceId);
}

export function changeProject(product: Product, id: number, { name, note }: ProjectFields): void {
  product.db.run("UPDATE projects_projects SET name = ?, note = ? WHERE id = ?", name, note, id);
}

export function removeProject(product: Product, id: number): void {
  product.db.run("DELETE FROM projects_projects WHERE id = ?", id);
}

/** Open ones first, by the day they are due; what is done last, the latest first. */
export function entriesOf(product: Product, projectId: number): Entry[] {
  return product.db.all(
    `SELECT * FROM projects_entries WHERE project_id = ?
     ORDER BY done_at IS NOT NULL, done_at DESC, due IS NULL, due, id`,
    projectId,
  );
}

export function addEntry(product: Product, projectId: number, entry: Pick<Entry, "title" | "due">): void {
  product.db.run(
    "INSERT INTO projects_entries (project_id, title, due, created_at) VALUES (?, ?, ?, ?)",
    ...[projectId, entry.title, entry.due, product.now()],
  );
}

export function findEntry(product: Product, projectId: number, id: number): Entry | undefined {
  return product.db.get("SELECT * FROM projects_entries WHERE project_id = ? AND id = ?", projectId, id);
}

export function setDone(product: Product, id: number, done: boolean): void {
  product.db.run("UPDATE projects_entries SET done_at = ? WHERE id = ?", done ? product.now() : null, id);
}

export function removeEntry(product: Product, id: number): void {
  product.db.run("DELETE FROM projects_entries WHERE id = ?", id);
}

/** Everything of a workspace, for spreadsheets. */
export function everything(product: Product, workspaceId: number) {
  return product.db.all<{ project: string } & Pick<Entry, "title" | "due" | "created_at" | "done_at">>(
    `SELECT p.name AS project, e.title, e.due, e.created_at, e.done_at
     FROM projects_entries e JOIN projects_projects p ON p.id = e.project_id WHERE p.workspace_id = ? ORDER BY p.id, e.id`,
    workspaceId,
  );
}

export interface Due {
  readonly workspace_id: number;
  readonly project: string;
  readonly title: string;
  readonly due: string;
}

/** What is open and due today or before. */
export function dueNow(product: Product): Due[] {
  return product.db.all(
    `SELECT p.workspace_id, p.name AS project, e.title, e.due
     FROM projects_entries e JOIN projects_projects p ON p.id = e.project_id
     WHERE e.done_at IS NULL AND e.due <= ? ORDER BY e.due, e.id`,
    dayOf(product.now()),
  );
}

export function wantsReminders(product: Product, userId: number): boolean {
  return product.db.count("SELECT count(*) FROM projects_quiet WHERE user_id = ?", userId) === 0;
}

export function setReminders(product: Product, userId: number, wanted: boolean): void {
  if (wanted) product.db.run("DELETE FROM projects_quiet WHERE user_id = ?", userId);
  else product.db.run("INSERT OR IGNORE INTO projects_quiet VALUES (?)", userId);
}

import { createHash, randomBytes } from "node:crypto";
import type { Product } from "../../kit/index.ts";
import type { User } from "../accounts/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE team_workspaces (
     id INTEGER PRIMARY KEY AUTOINCREMENT, owner_id INTEGER NOT NULL UNIQUE REFERENCES accounts_users (id) ON DELETE CASCADE,
     name TEXT NOT NULL, created_at INTEGER NOT NULL
   );
   CREATE TABLE team_members (
     workspace_id INTEGER NOT NULL REFERENCES team_workspaces (id) ON DELETE CASCADE,
     user_id INTEGER NOT NULL REFERENCES accounts_users (id) ON DELETE CASCADE,
     joined_at INTEGER NOT NULL, current INTEGER NOT NULL, PRIMARY KEY (workspace_id, user_id)
   );
   CREATE INDEX team_members_by_user ON team_members (user_id);
   CREATE TABLE team_invitations (
     id INTEGER PRIMARY KEY, workspace_id INTEGER NOT NULL REFERENCES team_workspaces (id) ON DELETE CASCADE,
     email TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
     UNIQUE (workspace_id, email)
   );`,
];

export interface Workspace {
  readonly id: number;
  readonly name: string;
  /** Whose plan pays for it. */
  readonly owner_id: number;
}

export interface Member {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly joined_at: number;
}

export interface Invitation {
  readonly id: number;
  readonly workspace_id: number;
  readonly email: string;
  readonly expires_at: number;
}

/** The workspaces a user is in; their own comes first and is made when they have none. */
export function workspacesOf(product: Product, user: User): (Workspace & { readonly current: number })[] {
  return product.db.transaction(() => {
    const own = product.db.run(
      "INSERT OR IGNORE INTO team_workspaces (owner_id, name, created_at) VALUES (?, ?, ?)",
      ...[user.id, `Workspace of ${user.name}`, product.now()],
    );
    if (own.changes > 0) {
      product.db.run("INSERT INTO team_members VALUES (?, ?, ?, 1)", own.id, user.id, product.now());
    }
    return product.db.all(
      `SELECT w.id, w.name, w.owner_id, m.current FROM team_workspaces w JOIN team_members m ON m.workspace_id = w.id
       WHERE m.user_id = ?1 ORDER BY w.owner_id <> ?1, w.id`,
      user.id,
    );
  });
}

/** The workspace in which a user works now. */
export function workspaceOf(product: Product, user: User): Workspace {
  const all = workspacesOf(product, user);
  return all.find(({ current }) => current === 1) ?? (all[0] as Workspace);
}

/** False when the user is not in it. */
export function switchTo(product: Product, userId: number, workspaceId: number): boolean {
  return product.db.transaction(() => {
    if (!isMember(product, workspaceId, userId)) return false;
    product.db.run(
      "UPDATE team_members SET current = (workspace_id = ?1) WHERE user_id = ?2",
      ...[workspaceId, userId],
    );
    return true;
  });
}

export function members(product: Product, workspaceId: number): Member[] {
  return product.db.all(
    `SELECT u.id, u.name, u.email, m.joined_at FROM team_members m JOIN accounts_users u ON u.id = m.user_id
     WHERE m.workspace_id = ? ORDER BY m.joined_at, u.id`,
    workspaceId,
  );
}

export function rename(product: Product, workspaceId: number, name: string): void {
  product.db.run("UPDATE team_workspaces SET name = ? WHERE id = ?", name, workspaceId);
}

/** False when there was no such member. The owner can't be removed. */
export function removeMember(product: Product, workspace: Workspace, userId: number): boolean {
  if (userId === workspace.owner_id) return false;
  const { changes } = product.db.run(
    "DELETE FROM team_members WHERE workspace_id = ? AND user_id = ?",
    ...[workspace.id, userId],
  );
  return changes > 0;
}

export function invitations(product: Product, workspaceId: number): Invitation[] {
  return product.db.all(
    "SELECT * FROM team_invitations WHERE workspace_id = ? AND expires_at > ? ORDER BY id",
    ...[workspaceId, product.now()],
  );
}

/** Returns the token of the link; an earlier link for the same address stops working. */
export function invite(product: Product, workspaceId: number, email: string, days: number): string {
  const token = randomBytes(24).toString("base64url");
  const now = product.now();
  product.db.run(
    `INSERT OR REPLACE INTO team_invitations (workspace_id, email, token_hash, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?)`,
    ...[workspaceId, email, digest(token), now, now + days * 86_400_000],
  );
  return token;
}

export function withdraw(product: Product, workspaceId: number, id: number): boolean {
  return (
    product.db.run("DELETE FROM team_invitations WHERE workspace_id = ? AND id = ?", workspaceId, id)
      .changes > 0
  );
}

/** The workspace to which a link invites; undefined when it was used, withdrawn or is too old. */
export function invitedTo(product: Product, token: string): Workspace | undefined {
  return product.db.get(
    `SELECT w.id, w.name, w.owner_id FROM team_invitations i JOIN team_workspaces w ON w.id = i.workspace_id
     WHERE i.token_hash = ? AND i.expires_at > ?`,
    ...[digest(token), product.now()],
  );
}

/** A link lets one person in. */
export function join(product: Product, token: string, userId: number): Workspace | undefined {
  return product.db.transaction(() => {
    const workspace = invitedTo(product, token);
    if (!workspace) return undefined;
    product.db.run("DELETE FROM team_invitations WHERE token_hash = ?", digest(token));
    product.db.run(
      "INSERT OR IGNORE INTO team_members VALUES (?, ?, ?, 0)",
      ...[workspace.id, userId, product.now()],
    );
    switchTo(product, userId, workspace.id);
    return workspace;
  });
}

function isMember(product: Product, workspaceId: number, userId: number): boolean {
  return (
    product.db.count(
      "SELECT count(*) FROM team_members WHERE workspace_id = ? AND user_id = ?",
      ...[workspaceId, userId],
    ) > 0
  );
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

import type { Product } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE alerts_alerts (
     id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES accounts_users (id) ON DELETE CASCADE,
     workspace_id INTEGER NOT NULL REFERENCES team_workspaces (id) ON DELETE CASCADE,
     view_id INTEGER NOT NULL REFERENCES views_views (id) ON DELETE CASCADE, figure TEXT NOT NULL,
     direction TEXT NOT NULL, threshold REAL NOT NULL, crossed INTEGER NOT NULL DEFAULT 0,
     crossings INTEGER NOT NULL DEFAULT 0, last_value REAL, last_crossed_at INTEGER
   );
   CREATE INDEX alerts_by_user ON alerts_alerts (user_id);`,
];

export const FIGURES = ["latest", "total"] as const;
export const DIRECTIONS = ["above", "below"] as const;

export interface Alert {
  readonly id: number;
  readonly user_id: number;
  readonly workspace_id: number;
  readonly view_id: number;
  /** The latest point of the chart, or the measure over all of it. */
  readonly figure: (typeof FIGURES)[number];
  readonly direction: (typeof DIRECTIONS)[number];
  readonly threshold: number;
  /** 1 while the figure is beyond the threshold. */
  readonly crossed: number;
  readonly crossings: number;
  readonly last_value: number | null;
  readonly last_crossed_at: number | null;
}

export type NewAlert = Pick<
  Alert,
  "user_id" | "workspace_id" | "view_id" | "figure" | "direction" | "threshold"
>;

export function addAlert(product: Product, one: NewAlert): void {
  product.db.run(
    `INSERT INTO alerts_alerts (user_id, workspace_id, view_id, figure, direction, threshold)
     VALUES (?, ?, ?, ?, ?, ?)`,
    ...[one.user_id, one.workspace_id, one.view_id, one.figure, one.direction, one.threshold],
  );
}

export function alertsOf(product: Product, userId: number, workspaceId: number): Alert[] {
  return product.db.all(
    "SELECT * FROM alerts_alerts WHERE user_id = ? AND workspace_id = ? ORDER BY id DESC",
    ...[userId, workspaceId],
  );
}

/** Alerts of people who are (still) in the workspace. */
export function allAlerts(product: Product): Alert[] {
  return product.db.all(
    `SELECT a.* FROM alerts_alerts a JOIN team_members m
       ON m.workspace_id = a.workspace_id AND m.user_id = a.user_id ORDER BY a.id`,
  );
}

export function noteValue(product: Product, alert: Alert, value: number | null, crossed: boolean): void {
  const fresh = crossed && alert.crossed === 0;
  product.db.run(
    `UPDATE alerts_alerts SET last_value = ?, crossed = ?, crossings = crossings + ?,
       last_crossed_at = CASE WHEN ? THEN ? ELSE last_crossed_at END WHERE id = ?`,
    ...[value, Number(crossed), Number(fresh), Number(fresh), product.now(), alert.id],
  );
}

export function removeAlert(product: Product, userId: number, id: number): boolean {
  return product.db.run("DELETE FROM alerts_alerts WHERE user_id = ? AND id = ?", userId, id).changes > 0;
}

import type { Product } from "../../kit/index.ts";
import { userById } from "../accounts/index.ts";
import { chartLink, type Figures, figuresOf } from "../charts/index.ts";
import { findView, type SavedView } from "../views/index.ts";
import { type Alert, allAlerts, noteValue } from "./store.ts";

/** Looks at every alert; tells its owner when the figure has crossed its threshold since the last look. */
export function watch(product: Product): number {
  return allAlerts(product).filter((alert) => look(product, alert)).length;
}

/** True when the threshold was crossed just now. */
function look(product: Product, alert: Alert): boolean {
  const view = findView(product, alert.workspace_id, alert.view_id);
  if (!view) return false;
  const value = figureOf(alert, figuresOf(product, view.dataset, view.query));
  const crossed = value !== null && isBeyond(alert, value);
  if (value === alert.last_value && Number(crossed) === alert.crossed) return false;
  return product.db.transaction(() => {
    noteValue(product, alert, value, crossed);
    if (!crossed || alert.crossed === 1) return false;
    tell(product, alert, view, value);
    return true;
  });
}

export function figureOf({ figure }: Pick<Alert, "figure">, { points, whole }: Figures): number | null {
  return figure === "total" ? whole : (points.at(-1)?.value ?? null);
}

export function isBeyond(
  { direction, threshold }: Pick<Alert, "direction" | "threshold">,
  value: number,
): boolean {
  return direction === "above" ? value > threshold : value < threshold;
}

function tell(product: Product, alert: Alert, view: SavedView, value: number): void {
  const user = userById(product, alert.user_id);
  if (!user) return;
  const { name, dataset, query } = view;
  const figure = alert.figure === "total" ? "total" : "latest value";
  product.outbox.send({
    to: user.email,
    subject: `${name} is ${alert.direction} ${alert.threshold}`,
    body:
      `Hello ${user.name},\n\nthe ${figure} of "${name}" is ${value}, ${alert.direction} your threshold of ` +
      `${alert.threshold}.\n\nSee it: ${product.baseUrl}/charts?${chartLink(dataset, query)}\n` +
      `Change your alerts: ${product.baseUrl}/alerts\n`,
    onceKey: `alert:${alert.id}:${alert.crossings + 1}`,
  });
}

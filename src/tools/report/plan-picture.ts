import { PHASES, type Task, type TaskGraph, type TaskStatus } from "../../state/task.ts";
import { escapeHtml } from "./html.ts";

const [BOX_WIDTH, BOX_HEIGHT, COLUMN_GAP, ROW_GAP, TOP] = [200, 34, 56, 12, 34];
const MAX_TITLE = 30;
const UNDONE: ReadonlySet<TaskStatus> = new Set(["failed", "blocked", "skipped", "unassigned"]);

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The plan as a picture (SVG): a column for each phase, a box for each step, a line for each dependency. */
export function planPicture({ tasks }: TaskGraph, statuses: ReadonlyMap<string, TaskStatus>): string {
  const columns = PHASES.map((phase) => tasks.filter((task) => task.phase === phase)).filter(
    (column) => column.length > 0,
  );
  const places = new Map<string, Place>();
  for (const [x, column] of columns.entries()) {
    for (const [y, { task_id }] of column.entries()) {
      places.set(task_id, {
        x: x * (BOX_WIDTH + COLUMN_GAP) + 1,
        y: TOP + y * (BOX_HEIGHT + ROW_GAP),
      });
    }
  }
  const width = columns.length * (BOX_WIDTH + COLUMN_GAP) - COLUMN_GAP + 2;
  const height = TOP + Math.max(...columns.map((column) => column.length)) * (BOX_HEIGHT + ROW_GAP);
  const heads = columns.map((column, x) => {
    const at = x * (BOX_WIDTH + COLUMN_GAP);
    return `<text class="phase" x="${at}" y="16">${column[0]?.phase}</text>`;
  });
  const lines = tasks.flatMap((task) =>
    task.depends_on.map((id) => line(places.get(id), places.get(task.task_id))),
  );
  const boxes = tasks.map((task) => box(task, places.get(task.task_id), statuses.get(task.task_id)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The plan: ${tasks.length} steps">${[...heads, ...lines, ...boxes].join("")}</svg>`;
}

function line(from: Place | undefined, to: Place | undefined): string {
  if (!from || !to) return "";
  const [y1, y2] = [from.y + BOX_HEIGHT / 2, to.y + BOX_HEIGHT / 2];
  if (from.x === to.x) {
    const x = from.x + BOX_WIDTH;
    return `<path d="M${x} ${y1} C${x + 24} ${y1} ${x + 24} ${y2} ${x} ${y2}"/>`;
  }
  const [x1, x2] = [from.x + BOX_WIDTH, to.x];
  const bend = Math.min(60, (x2 - x1) / 2);
  return `<path d="M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
}

function box(
  { task_id, title, critical }: Task,
  place: Place | undefined,
  status: TaskStatus | undefined,
): string {
  if (!place) return "";
  const kind = status && UNDONE.has(status) ? "failed" : critical ? "critical" : "step";
  const shown = title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1)}…` : title;
  const said = escapeHtml(`${title} (${task_id})${status ? `: ${status}` : ""}`);
  return `<g><title>${said}</title><rect class="${kind}" x="${place.x}" y="${place.y}" width="${BOX_WIDTH}" height="${BOX_HEIGHT}" rx="7"/><text x="${place.x + 10}" y="${place.y + 21}">${escapeHtml(shown)}</text></g>`;
}

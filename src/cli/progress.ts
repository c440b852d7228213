import type { RunEvent } from "../state/run-event.ts";
import {
  EMPTY_PROGRESS,
  foldProgress,
  type NodeProgress,
  type ProgressModel,
  type TaskProgress,
} from "./progress-model.ts";
import { type Paint, painter, printable, seconds, truncate, wantsColours } from "./text.ts";

/** Shows a run while it happens. */
export interface ProgressView {
  show(event: RunEvent): void;
  end(): void;
}

/** Live and nested on a terminal, plain lines elsewhere, nothing when silent. */
export async function createProgress(stream: NodeJS.WriteStream, silent: boolean): Promise<ProgressView> {
  if (silent) return { show() {}, end() {} };
  if (!stream.isTTY) return plainProgress(stream);
  const { createLogUpdate } = await import("log-update");
  return liveProgress(stream, createLogUpdate(stream, { showCursor: true }));
}

const REFRESH_MS = 80;

function liveProgress(
  stream: NodeJS.WriteStream,
  update: ((text: string) => void) & { done(): void },
): ProgressView {
  const paint = painter(wantsColours(stream));
  let model = EMPTY_PROGRESS;
  let dirty = true;
  const draw = () => {
    if (!dirty) return;
    dirty = false;
    update(renderProgress(model, paint, stream.columns ?? 80, stream.rows ?? 24));
  };
  const timer = setInterval(draw, REFRESH_MS);
  return {
    show(event) {
      model = foldProgress(model, event);
      dirty = true;
    },
    end() {
      clearInterval(timer);
      dirty = true;
      draw();
      update.done();
    },
  };
}

/** Tasks that are under way or went wrong are worth their lines; finished ones are counted. */
export function renderProgress(model: ProgressModel, paint: Paint, columns: number, rows: number): string {
  const lines = model.nodes.flatMap((node) => [
    nodeLine(node, paint, columns),
    ...(node.node === "execute-tasks" ? taskLines(model, node, paint, columns) : []),
  ]);
  lines.push(
    ...model.warnings.map((text) => truncate(`${paint("yellow", "!")} ${printable(text)}`, columns)),
  );
  // A terminal can't redraw what has scrolled away.
  return lines.slice(-Math.max(4, rows - 2)).join("\n");
}

function nodeLine(
  { node, state, seconds: time, summary }: NodeProgress,
  paint: Paint,
  columns: number,
): string {
  const mark = { running: paint("cyan", "●"), done: paint("green", "✓"), failed: paint("red", "✗") }[state];
  const text = truncate(printable(summary), Math.max(10, columns - 32));
  const took = state === "running" ? "" : paint("dim", ` ${seconds(time)}`);
  return `${mark} ${node.padEnd(17)} ${text}${took}`;
}

const SHOWN_TASKS = 8;

function taskLines(
  { tasks, taskCount }: ProgressModel,
  node: NodeProgress,
  paint: Paint,
  columns: number,
): string[] {
  const worth = tasks.filter(
    ({ status }) => (status === "running" && node.state === "running") || isTrouble(status),
  );
  const shown = worth.slice(0, SHOWN_TASKS).map((task) => taskLine(task, paint, columns));
  const more =
    worth.length > shown.length ? [paint("dim", `    … and ${worth.length - shown.length} more`)] : [];
  const done = tasks.filter(({ status }) => status === "completed").length;
  const counter = node.state === "running" ? [paint("dim", `    ${done} of ${taskCount} tasks done`)] : [];
  return [...shown, ...more, ...counter];
}

function isTrouble(status: TaskProgress["status"]): boolean {
  return status !== "completed" && status !== "running" && status !== "pending";
}

function taskLine({ title, agentId, status }: TaskProgress, paint: Paint, columns: number): string {
  const mark = status === "running" ? paint("cyan", "▸") : paint("red", "✗");
  const note = status === "running" ? "" : ` ${status}`;
  return `    ${mark} ${truncate(printable(title), Math.max(10, columns - 30))}${note} ${paint("dim", agentId ?? "nobody")}`;
}

function plainProgress(stream: NodeJS.WritableStream): ProgressView {
  return {
    show(event) {
      const text = plainLine(event);
      if (text !== undefined) stream.write(`${text}\n`);
    },
    end() {},
  };
}

/** One line an event worth a line; undefined for the others. */
export function plainLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case "run.started":
      return `${event.resumed ? "resuming" : "creating"} ${event.business_type} ${event.business_id}`;
    case "node.completed":
      return `${event.node}: ${printable(event.summary)} (${seconds(event.duration_seconds)})`;
    case "node.failed":
      return `${event.node}: failed: ${printable(event.error)} [${event.error_code}]`;
    case "task.finished":
      return `  ${event.task_id}: ${event.status}${event.agent_id ? ` by ${event.agent_id}` : ""}${event.error ? `: ${printable(event.error)}` : ""}`;
    case "warning":
      return `warning: ${printable(event.message)} [${event.code}]`;
    default:
      return undefined;
  }
}

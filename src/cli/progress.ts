import type { RunEvent } from "../state/run-event.ts";
import {
  EMPTY_PROGRESS,
  endProgress,
  foldProgress,
  headingOf,
  type NodeProgress,
  type ProgressModel,
  type TaskProgress,
} from "./progress-model.ts";
import { type Paint, painter, printable, seconds, truncate, wantsColours } from "./text.ts";

/** Shows a run while it happens. */
export interface ProgressView {
  show(event: RunEvent): void;
  /** Says something about the display's run that is no event of it, until the display ends. */
  note(text: string): void;
  end(): void;
}

/**
 * Live and nested on a terminal, plain lines elsewhere; also where the log writes to the same terminal, because its
 * lines would end up in the middle of what is redrawn.
 */
export async function createProgress(stream: NodeJS.WriteStream, env = process.env): Promise<ProgressView> {
  const logs = !["", "silent"].includes(env.GENESIS_LOG_LEVEL?.toLowerCase() ?? "");
  if (!stream.isTTY || logs) return plainProgress(stream);
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
  let remark = "";
  let dirty = true;
  const draw = () => {
    if (!dirty) return;
    dirty = false;
    const { columns = 80, rows = 24 } = stream;
    const progress = renderProgress(model, paint, columns, rows);
    update(remark === "" ? progress : `${progress}\n${paint("yellow", truncate(remark, columns))}`);
  };
  const timer = setInterval(draw, REFRESH_MS);
  return {
    show(event) {
      model = foldProgress(model, event);
      dirty = true;
    },
    note(text) {
      remark = text;
      dirty = true;
    },
    end() {
      clearInterval(timer);
      model = endProgress(model);
      remark = "";
      dirty = true;
      draw();
      update.done();
    },
  };
}

/** Tasks that are under way or went wrong are worth their lines; finished ones are counted. */
export function renderProgress(model: ProgressModel, paint: Paint, columns: number, rows: number): string {
  // Tasks belong to the latest execution; earlier rounds keep their one line.
  const execution = model.nodes.findLastIndex(({ node }) => node === "execute-tasks");
  const lines = model.nodes.flatMap((node, index) => [
    nodeLine(node, paint, columns),
    ...(index === execution ? taskLines(model, node, paint, columns) : []),
  ]);
  if (model.heading !== "") lines.unshift(paint("dim", truncate(model.heading, columns)));
  lines.push(
    ...model.warnings.map((text) => `${paint("yellow", "!")} ${truncate(printable(text), columns - 2)}`),
  );
  // A terminal can't redraw what has scrolled away.
  return lines.slice(-Math.max(4, rows - 3)).join("\n");
}

function nodeLine(
  { node, state, seconds: time, summary }: NodeProgress,
  paint: Paint,
  columns: number,
): string {
  const mark = {
    running: paint("cyan", "●"),
    done: paint("green", "✓"),
    failed: paint("red", "✗"),
    waiting: paint("yellow", "?"),
    stopped: paint("yellow", "■"),
  }[state];
  const text = state === "stopped" ? "stopped" : truncate(printable(summary), Math.max(10, columns - 32));
  const took = state === "done" || state === "failed" ? paint("dim", ` ${seconds(time)}`) : "";
  return `${mark} ${node.padEnd(17)} ${text}${took}`.trimEnd();
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
  const open = node.state === "running" || node.state === "stopped";
  const counter = open ? [paint("dim", `    ${done} of ${taskCount} tasks done`)] : [];
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
    note(text) {
      stream.write(`${text}\n`);
    },
    end() {},
  };
}

/** Those in which a product is checked first: seconds without a word look like a standstill. */
const LONG_TASKS = /^(?:test-feature-1|integration-test)$/;

/** One line an event worth a line; undefined for the others. */
export function plainLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case "run.started":
      return headingOf(event);
    case "node.completed":
      return `${event.node}: ${printable(event.summary)} (${seconds(event.duration_seconds)})`;
    case "node.failed":
      return `${event.node}: failed: ${printable(event.error)} [${event.error_code}]`;
    case "task.started":
      return LONG_TASKS.test(event.task_id)
        ? `  ${event.task_id}: started; checking the product takes a while`
        : undefined;
    case "task.finished":
      return `  ${event.task_id}: ${event.status}${event.agent_id ? ` by ${event.agent_id}` : ""}${event.error ? `: ${printable(event.error)}` : ""}`;
    case "warning":
      return `warning: ${printable(event.message)} [${event.code}]`;
    default:
      return undefined;
  }
}

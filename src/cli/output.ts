import { join } from "node:path";
import type { ApprovalRequest } from "../state/approval.ts";
import type { BusinessCreationResult } from "../state/business.ts";
import type { ErrorInfo } from "../state/errors.ts";
import { type Paint, painter, printable, seconds, wantsColours, wrap } from "./text.ts";

/** The streams of a command and how to write to them. */
export interface Console {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export function printLine({ stdout }: Console, text: string): void {
  stdout.write(`${text}\n`);
}

export function printJson({ stdout }: Console, value: unknown): void {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** What happened, what to do, and the code to look up; on stderr, never a stack trace. */
export function printError({ stderr }: Console, error: ErrorInfo): void {
  const paint = painter(wantsColours(stderr));
  stderr.write(`${paint("red", "error")} ${error.message} ${paint("dim", `[${error.code}]`)}\n`);
  stderr.write(`${paint("cyan", "hint")}  ${error.hint}\n`);
}

/** The result for people. */
export function printResult(console: Console, result: BusinessCreationResult): void {
  const paint = painter(wantsColours(console.stdout));
  printLine(console, resultLines(result, paint, widthOf(console.stdout)).join("\n"));
  const error = result.metadata.error as ErrorInfo | null;
  if (error) printError(console, error);
}

/** Columns to wrap at; a file or pipe takes lines of any length, which is easier to search. */
function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY;
}

const INDENT = 12;
/** Narrower than this a text is unreadable, and the terminal may break lines itself. */
const NARROWEST = 24;

function resultLines(result: BusinessCreationResult, paint: Paint, width: number): string[] {
  const { requirements, revenue_projection: revenue, task_results: tasks } = result;
  const row = (label: string, value: string) => {
    const lines = wrap(printable(value), Math.max(NARROWEST, width - INDENT));
    return `  ${paint("dim", label.padEnd(9))} ${lines.join(`\n${" ".repeat(INDENT)}`)}`;
  };
  const completed = tasks.filter((task) => task.status === "completed").length;
  const simulated = result.metadata.simulated === true;
  const lines = [
    "",
    `${paint(result.success ? ["bold", "green"] : ["bold", "red"], result.status)}  ${paint("bold", printable(requirements?.name ?? ""))}`.trimEnd(),
  ];
  if (requirements)
    lines.push(
      row("idea", requirements.description),
      row("for", requirements.target_audience),
      row("features", requirements.mvp_features.join(", ")),
    );
  if (result.team_composition.length > 0) lines.push(row("team", result.team_composition.join(", ")));
  if (tasks.length > 0)
    lines.push(row("tasks", `${completed} of ${tasks.length} completed${simulated ? " (simulated)" : ""}`));
  for (const { category, reason, task_id } of result.safety_violations) {
    lines.push(row("safety", `${category}: ${reason}${task_id ? ` (${task_id})` : ""}`));
  }
  if (result.deployment_url)
    lines.push(row("url", `${result.deployment_url}${simulated ? " (simulated, nothing is deployed)" : ""}`));
  if (revenue.status === "projected") {
    lines.push(
      row(
        "revenue",
        `$${revenue.projected_monthly_revenue.toLocaleString("en")} a month projected, confidence ${revenue.confidence}`,
      ),
    );
  }
  const { report_folder } = result.metadata;
  if (typeof report_folder === "string") lines.push(row("report", join(report_folder, "report.html")));
  lines.push(row("run", `${result.business_id} in ${seconds(result.execution_time_seconds)}`));
  return lines;
}

/** What a person is asked to decide. */
export function printApprovals(console: Console, requests: readonly ApprovalRequest[]): void {
  const paint = painter(wantsColours(console.stdout));
  for (const { request_id, title, reason, change } of requests) {
    printLine(
      console,
      `${paint("yellow", "?")} ${paint("bold", printable(title))}  ${paint("dim", request_id)}`,
    );
    printLine(console, `    ${printable(reason)}\n    ${printable(change)}`);
  }
}

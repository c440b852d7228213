import { join } from "node:path";
import type { ApprovalRequest } from "../state/approval.ts";
import { amountText, usdText } from "../state/budget.ts";
import type { BusinessCreationResult } from "../state/business.ts";
import { costBreakdownOf } from "../state/cost-breakdown.ts";
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
  const spent = spentLine(result);
  if (spent !== undefined) lines.push(row("cost", spent));
  const { report_folder } = result.metadata;
  if (typeof report_folder === "string") lines.push(row("report", join(report_folder, "report.html")));
  lines.push(row("run", `${result.business_id} in ${seconds(result.execution_time_seconds)}`));
  return lines;
}

/** What was really paid for; undefined when nothing was. */
function spentLine({ metadata }: BusinessCreationResult): string | undefined {
  const breakdown = costBreakdownOf(metadata);
  if (!breakdown) return undefined;
  const { total, by_model, by_deployment_type } = breakdown;
  if (total.usd === 0 && total.calls === 0) return undefined;
  const calls = `${amountText("calls", total.calls)}, ${amountText("tokens", total.tokens)}`;
  const paid = [
    ...by_model.map(({ model, usd }) => `${model} ${usdText(usd)}`),
    ...by_deployment_type.flatMap(({ deployment_type, usd }) =>
      usd > 0 ? [`${deployment_type} ${usdText(usd)}`] : [],
    ),
  ];
  const estimated = total.estimated_usd > 0 ? `, ${usdText(total.estimated_usd)} of it estimated` : "";
  return `${usdText(total.usd)}${estimated} (${[calls, ...paid].join("; ")})`;
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

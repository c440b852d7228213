import type { Artifact, Message, Part, Task } from "@a2a-js/sdk";
import { WORK_REPORT_LIMITS, type WorkReport, WorkReportSchema } from "../../state/work-order.ts";
import { redactText } from "../../telemetry/redact.ts";
import { a2aFault } from "./faults.ts";

/** What a task left: its artifacts, and what the agent said last. */
export interface RemoteResult {
  readonly artifacts: readonly Artifact[];
  readonly said: Message | undefined;
}

export function resultOfTask({ artifacts, status }: Pick<Task, "artifacts" | "status">): RemoteResult {
  return { artifacts, said: status?.message };
}

/**
 * The result as a work report: as it came when the agent speaks our contract, else made of the texts and data that any
 * agent gives. It is text from outside, kept within limits, without credentials and without control characters.
 * Throws A2A_REPORT_INVALID for a report that breaks the contract, or a success that gives nothing.
 */
export function reportOf(result: RemoteResult): WorkReport {
  const parts = [...result.artifacts.flatMap((artifact) => artifact.parts), ...(result.said?.parts ?? [])];
  const ours = parts.flatMap(({ content }) =>
    content?.$case === "data" && isWorkReport(content.value) ? [content.value as unknown] : [],
  );
  if (ours.length > 1) throw a2aFault("A2A_REPORT_INVALID", "It gives several work reports for one task.");
  const report = ours.length === 1 ? parsed(ours[0]) : madeOf(result);
  return {
    ...report,
    summary: clean(report.summary),
    documents: report.documents.map(({ name, text }) => ({ name, text: clean(text) })),
    checks: report.checks.map(clean),
  };
}

function isWorkReport(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "genesis.work-report"
  );
}

function parsed(value: unknown): WorkReport {
  const report = WorkReportSchema.safeParse(value);
  if (report.success) return report.data;
  const [issue] = report.error.issues;
  throw a2aFault("A2A_REPORT_INVALID", `Its work report: ${issue?.path.join(".")}: ${issue?.message}.`);
}

function madeOf({ artifacts, said }: RemoteResult): WorkReport {
  const documents = artifacts
    .flatMap((artifact) => artifact.parts.map((part) => ({ artifact, part, text: textOf(part) })))
    .filter(({ text }) => text.trim() !== "")
    .slice(0, WORK_REPORT_LIMITS.documents);
  const spoken = (said?.parts ?? []).map(textOf).join("\n").trim();
  const summary = spoken || documents[0]?.text.trim() || "";
  if (summary === "") {
    throw a2aFault("A2A_REPORT_INVALID", "It says that it is done, and gives neither text nor data.");
  }
  const taken = new Set<string>();
  return WorkReportSchema.parse({
    kind: "genesis.work-report",
    version: 1,
    summary: shortened(summary, WORK_REPORT_LIMITS.summary),
    documents: documents.map(({ artifact, part, text }) => ({
      name: documentName(part.filename || artifact.name || artifact.artifactId, taken),
      text: shortened(text, WORK_REPORT_LIMITS.documentBytes),
    })),
  });
}

/** Files that are only named by a URL are not fetched, and bytes are not kept. */
function textOf({ content }: Part): string {
  if (content?.$case === "text") return content.value;
  return content?.$case === "data" ? JSON.stringify(content.value, null, 2) : "";
}

function documentName(wanted: string, taken: Set<string>): string {
  const plain = wanted
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 80);
  const base = plain || "document";
  let name = base;
  for (let copy = 2; taken.has(name.toLowerCase()); copy += 1) name = `${copy}-${base}`;
  taken.add(name.toLowerCase());
  return name;
}

function shortened(text: string, max: number): string {
  const note = "\n[shortened]";
  return text.length <= max ? text : `${text.slice(0, max - note.length)}${note}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Without credentials, and without what could steer a terminal or turn text around. */
function clean(text: string): string {
  return redactText(text.replaceAll("\r\n", "\n").replace(CONTROL, ""));
}

/** What the agent said, for a message of ours. */
export function wordsOf(message: Message | undefined): string {
  return (message?.parts ?? [])
    .flatMap(({ content }) => (content?.$case === "text" ? [content.value] : []))
    .join(" ");
}

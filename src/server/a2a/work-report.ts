import type { WorkResult } from "../../state/agent.ts";
import { WORK_REPORT_LIMITS, type WorkReport, WorkReportSchema } from "../../state/work-order.ts";

/** Which artefacts are sent along: documents for people. */
const DOCUMENT = /\.(?:md|txt)$/i;

/** What was done, as the one who ordered it gets it. `read` gives the text of an artefact. */
export function workReport(
  { output, simulated }: WorkResult,
  read: (path: string) => string | undefined,
): WorkReport {
  const summary =
    typeof output.summary === "string" && output.summary !== "" ? output.summary : "It is done.";
  const url = output.deployment_url ?? output.preview_url;
  return WorkReportSchema.parse({
    kind: "genesis.work-report",
    version: 1,
    summary: summary.slice(0, WORK_REPORT_LIMITS.summary),
    documents: documents(pathsOf(output.artefacts), read),
    checks: textsIn(output.checks)
      .slice(0, WORK_REPORT_LIMITS.checks)
      .map((check) => check.slice(0, 400)),
    deployment_url: typeof url === "string" ? url : null,
    simulated,
  });
}

function documents(paths: readonly string[], read: (path: string) => string | undefined) {
  return paths
    .filter((path) => DOCUMENT.test(path))
    .slice(0, WORK_REPORT_LIMITS.documents)
    .flatMap((path) => {
      const text = read(path);
      if (text === undefined || Buffer.byteLength(text) > WORK_REPORT_LIMITS.documentBytes) return [];
      return [{ name: plainName(path), text }];
    });
}

/** The path as one plain file name. */
function plainName(path: string): string {
  return path
    .replaceAll("/", "-")
    .replace(/[^A-Za-z0-9._-]/g, "_")
    .slice(-100)
    .replace(/^[^A-Za-z0-9]+/, "");
}

function pathsOf(artefacts: unknown): string[] {
  if (!Array.isArray(artefacts)) return [];
  return artefacts.flatMap((artefact: { path?: unknown }) =>
    typeof artefact?.path === "string" ? [artefact.path] : [],
  );
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Task } from "../../state/task.ts";
import type { Release } from "../../tools/build-release.ts";
import {
  type CheckProductOptions,
  checkProduct,
  type QualityReport,
} from "../../tools/quality/check-product.ts";
import { CHECKS, type Check, FindingSchema } from "../../tools/quality/finding.ts";
import { type Workspace, writeAtomically } from "../../tools/workspace.ts";
import { stepOf } from "./step.ts";

/** What the checks say of a release, as far as it is a step's business. */
export type QualityGate = (
  release: Release,
  work: { readonly task: Task; readonly workspace: Workspace; readonly signal: AbortSignal },
) => Promise<Pick<QualityReport, "findings" | "ran">>;

/** Which step answers for which checks; every other one, and above all the deploy step, answers for all of them. */
const CHECKS_OF_STEP: Readonly<Record<string, readonly Check[]>> = {
  "test-feature": ["tests"],
  "review-security": ["headers", "secrets", "accessibility", "contrast"],
};

const KeptSchema = z.object({
  digest: z.string(),
  report: z.object({
    findings: z.array(FindingSchema),
    ran: z.array(z.enum(CHECKS)),
    durations: z.record(z.string(), z.number()),
  }),
});

/**
 * Checks each release once, whichever step asks first, and keeps the report beside the project (`quality.json`), so that
 * neither the steps after it nor a resumed run check the same release again.
 */
export function qualityGate(
  check: (options: CheckProductOptions) => Promise<QualityReport> = checkProduct,
): QualityGate {
  const underWay = new Map<string, Promise<QualityReport>>();
  return async (release, { task, workspace, signal }) => {
    const report = await reportOn(release, workspace, signal);
    const wanted = CHECKS_OF_STEP[stepOf(task)] ?? CHECKS;
    return {
      findings: report.findings.filter((finding) => wanted.includes(finding.check)),
      ran: report.ran.filter((one) => wanted.includes(one)),
    };
  };

  async function reportOn(
    release: Release,
    workspace: Workspace,
    signal: AbortSignal,
  ): Promise<QualityReport> {
    const file = workspace.path("quality.json");
    const kept = readKept(file, release.digest);
    if (kept) return kept;
    const key = `${workspace.folder} ${release.digest}`;
    const begun = underWay.get(key) ?? check({ project: workspace.project, release: release.folder, signal });
    underWay.set(key, begun);
    try {
      const report = await begun;
      writeAtomically(file, `${JSON.stringify({ digest: release.digest, report }, null, 2)}\n`);
      return report;
    } finally {
      underWay.delete(key);
    }
  }
}

/** The report on this very release; a file that is something else is as good as none, since checking makes it anew. */
function readKept(file: string, digest: string): QualityReport | undefined {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
  const kept = KeptSchema.safeParse(content);
  return kept.success && kept.data.digest === digest ? kept.data.report : undefined;
}

import { GenesisError } from "../../state/errors.ts";
import { buildRelease, type Release } from "../../tools/build-release.ts";
import type { Check, Finding } from "../../tools/quality/finding.ts";
import type { Artefact } from "../../tools/workspace.ts";
import type { QualityGate } from "./quality-gate.ts";
import type { Job } from "./recipes.ts";
import { replaceAtFault } from "./replaced-modules.ts";

/** How often modules of a model are replaced before the errors count. */
export const MAX_ROUNDS = 3;

/** A release that passed the checks; what is only a warning is in `findings`. */
export interface CheckedRelease {
  readonly release: Release;
  readonly findings: readonly Finding[];
  readonly ran: readonly Check[];
  /** Modules that were put in the place of those at fault. */
  readonly artefacts: readonly Artefact[];
}

/**
 * Builds a release and has it checked. Where an error lies in a module that a model designed, the recipe's takes its
 * place and the release that comes of it is checked. Throws QUALITY_CHECK_FAILED with the first error, and what
 * `buildRelease` throws.
 */
export async function checkedRelease(job: Job, gate: QualityGate | undefined): Promise<CheckedRelease> {
  const { task, workspace, context } = job;
  const put: Artefact[] = [];
  for (let round = 0; ; round += 1) {
    const release = await buildRelease(workspace);
    const report = await gate?.(release, { task, workspace, signal: context.signal });
    const { findings = [], ran = [] } = report ?? {};
    const errors = findings.filter(({ severity }) => severity === "error");
    if (errors.length === 0) return { release, findings, ran, artefacts: put };
    context.signal.throwIfAborted();
    const { replaced, artefacts } =
      round < MAX_ROUNDS ? replaceAtFault(job, release, errors) : { replaced: [], artefacts: [] };
    if (replaced.length === 0) throw failed(errors, job);
    put.push(...artefacts);
  }
}

function failed([first, ...others]: readonly Finding[], { workspace }: Pick<Job, "workspace">): GenesisError {
  const more = others.length > 0 ? ` And ${others.length} more.` : "";
  return new GenesisError(
    "QUALITY_CHECK_FAILED",
    `${first?.check}: ${first?.message} (${first?.where}).${more}`,
    { hint: `Every finding is in ${workspace.path("quality.json")}.`, category: "system" },
  );
}

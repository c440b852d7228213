import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parsedJson } from "../../state/parsed-json.ts";
import { type FeatureModule, ModuleSchema } from "../../templates/kit/modules/language.ts";
import { type Release, releases } from "../../tools/build-release.ts";
import { readDeployment } from "../../tools/deployment.ts";
import { type Finding, FindingSchema } from "../../tools/quality/finding.ts";
import { type Artefact, type Workspace, writeAtomically } from "../../tools/workspace.ts";
import { moduleJson, modulePath } from "./project-files.ts";
import type { Job } from "./recipes.ts";

/** A module that a model designed, and what the checks of a release found in it. */
const ReplacedSchema = z.strictObject({ slug: z.string(), feature: z.string(), finding: FindingSchema });
type Replaced = z.infer<typeof ReplacedSchema>;

const RECORD = "replaced-modules.json";
const MAX_TEXT = 400;

/**
 * Puts the recipe's module where that of a model is at fault for an error in a release. Returns what was at fault; empty:
 * nothing can be done about the errors. What serves already is left as it is, since people may keep records in it.
 */
export function replaceAtFault(
  { workspace, spec, task }: Pick<Job, "workspace" | "spec" | "task">,
  release: Release,
  errors: readonly Finding[],
): { replaced: readonly Replaced[]; artefacts: readonly Artefact[] } {
  const serving = releases(workspace).find(({ number }) => number === readDeployment(workspace)?.release);
  const atFault = spec.business.modules.flatMap((recipe) => {
    const finding = errors.find((error) => liesIn(error, recipe.slug));
    const judged = textIn(release, recipe.slug);
    if (!finding || !byModel(judged) || judged === textIn(serving, recipe.slug)) return [];
    return [{ recipe, finding }];
  });
  const replaced = atFault.map(({ recipe: { slug, feature }, finding }) => ({ slug, feature, finding }));
  // A task beside this one may have replaced it since the release was built.
  const standing = atFault.filter(({ recipe: { slug } }) => byModel(workspace.read(modulePath(slug))));
  if (standing.length === 0) return { replaced, artefacts: [] };
  // On record first: killed between the two, the module is replaced by whoever checks next.
  const others = recordOf(workspace).filter(({ slug }) => !replaced.some((one) => one.slug === slug));
  keepRecord(workspace, [...others, ...replaced]);
  const files = standing.map(({ recipe }) => [modulePath(recipe.slug), moduleJson(recipe)] as const);
  return { replaced, artefacts: workspace.write(new Map(files), task.task_id) };
}

/** The module is built anew: what was found in the one before says nothing of it. */
export function forgetReplaced(workspace: Workspace, { slug }: Pick<FeatureModule, "slug">): void {
  const record = recordOf(workspace);
  const others = record.filter((one) => one.slug !== slug);
  if (others.length < record.length) keepRecord(workspace, others);
}

/** What a task's output tells of the modules that were replaced in this product, by whichever task. */
export function toldOfReplaced(workspace: Workspace): {
  /** Findings as warnings: they are no longer in the release. */
  readonly findings: readonly Finding[];
  readonly warnings: readonly string[];
  /** Corrects what was told when the feature was built. */
  readonly met_otherwise: readonly { readonly feature: string; readonly why: string }[];
} {
  const replaced = recordOf(workspace).filter(({ slug }) => !byModel(workspace.read(modulePath(slug))));
  const said = ({ check, message, where }: Finding) => `${check}: ${message} (${where})`;
  return {
    findings: replaced.map(({ finding }) => ({
      ...finding,
      severity: "warning",
      message: `${finding.message} That was the model's module; the recipe's took its place.`,
    })),
    warnings: replaced.map(({ feature, finding }) =>
      `"${feature}" is the recipe's records module: the model's did not pass the checks of the release: ${said(finding)}`.slice(
        0,
        MAX_TEXT,
      ),
    ),
    met_otherwise: replaced.map(({ feature, finding }) => ({
      feature,
      why: `Records module after the model's failed in the checks of the release: ${said(finding)}`.slice(
        0,
        MAX_TEXT,
      ),
    })),
  };
}

/** Whether an error stands on a page, in a form, in the file or in the test of a module. */
function liesIn({ check, where, message }: Finding, slug: string): boolean {
  if (new RegExp(`(?:^|\\s)/m/${slug}(?![\\w-])`).test(where)) return true;
  if (where.includes(modulePath(slug))) return true;
  return check === "tests" && message.startsWith(`${slug}: `);
}

function byModel(json: string | undefined): boolean {
  return ModuleSchema.safeParse(parsedJson(json)).data?.made_by === "model";
}

function textIn(release: Pick<Release, "folder"> | undefined, slug: string): string | undefined {
  const file = release && join(release.folder, modulePath(slug));
  return file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function recordOf(workspace: Workspace): readonly Replaced[] {
  const file = workspace.path(RECORD);
  const json = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  // A damaged record costs the reasons alone; the modules stand for themselves.
  return z.array(ReplacedSchema).safeParse(parsedJson(json)).data ?? [];
}

function keepRecord(workspace: Workspace, replaced: readonly Replaced[]): void {
  writeAtomically(workspace.path(RECORD), `${JSON.stringify(replaced, null, 2)}\n`);
}

import { finalRequirements } from "../nodes/requirements.ts";
import type { LeaseKeeper } from "../runtime/lease-keeper.ts";
import type { RunDriver } from "../runtime/run-driver.ts";
import { runNotFound } from "../runtime/run-errors.ts";
import { type BudgetLimits, BudgetLimitsSchema } from "../state/budget.ts";
import { remainderOf } from "../state/budget-account.ts";
import {
  type BusinessRequest,
  type BusinessRequirements,
  BusinessRequirementsSchema,
} from "../state/business.ts";
import { GenesisError } from "../state/errors.ts";
import type { GenesisState } from "../state/genesis-state.ts";
import { isTerminal } from "../state/status.ts";
import { BudgetLedger } from "../stores/budget-ledger.ts";
import { digestsOf, type Improvements } from "../stores/improvements.ts";
import type { Stores } from "../stores/open.ts";

export interface ImproveParts {
  readonly stores: Pick<Stores, "runs" | "store">;
  readonly leases: LeaseKeeper;
  readonly driver: Pick<RunDriver, "state">;
  readonly improvements: Improvements;
}

export interface ImproveOptions {
  /** Any run of the business: the one that made it, or one that improved it. */
  readonly businessId: string;
  /** The run that is to improve it. */
  readonly runId: string;
  readonly features: readonly string[];
  readonly autonomous: boolean;
  /** What it may spend; what is left of the business's own budget when absent. */
  readonly budget?: BudgetLimits | undefined;
  /** A request that is run again is not refused when all of it is there already. */
  readonly again?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Begins a run on the product of an earlier one: the same business with more features. One at a time: while an
 * improvement runs, waits for a person or was interrupted, the next is refused, since it would be made from what the
 * first has not finished. Throws RUN_NOT_FOUND, NOT_IMPROVABLE, NOTHING_TO_IMPROVE, IMPROVEMENT_UNDER_WAY.
 */
export async function improve<T>(
  parts: ImproveParts,
  options: ImproveOptions,
  begin: (request: BusinessRequest, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const root = await rootOf(parts, options.businessId);
  let alone = false;
  try {
    return await parts.leases.exclusively(root, options.signal, async (held) => {
      alone = true;
      await refuseWhileUnderWay(parts, root, options.runId);
      const { request, generated } = await requestFor(parts, root, options);
      await parts.improvements.add(root, { run: options.runId, features: [...options.features], generated });
      return begin(request, held);
    });
  } catch (error) {
    if (!alone && GenesisError.isInstance(error) && error.code === "RUN_BUSY") throw underWay(root, error);
    throw error;
  }
}

/** The run that made the business. */
async function rootOf({ stores, driver }: ImproveParts, businessId: string): Promise<string> {
  if (!(await stores.runs.get(businessId))) throw runNotFound(businessId);
  return (await driver.state(businessId)).improves ?? businessId;
}

async function refuseWhileUnderWay(
  { stores, improvements }: ImproveParts,
  root: string,
  own: string,
): Promise<void> {
  for (const { run } of await improvements.of(root)) {
    const record = run === own ? undefined : await stores.runs.get(run);
    if (record && !isTerminal(record.status)) throw underWay(run);
  }
}

async function requestFor(
  parts: ImproveParts,
  root: string,
  { runId, features, autonomous, budget, again = false }: ImproveOptions,
): Promise<{ request: BusinessRequest; generated: Record<string, string> }> {
  const state = await newestState(parts, root);
  const { business_type, requirements, seed, execution_mode } = state;
  const before = finalRequirements({ requirements });
  const mvp_features = withFeatures(before.mvp_features, features);
  if (!again && mvp_features.length === before.mvp_features.length) throw nothingToImprove(before);
  const request: BusinessRequest = {
    business_type,
    requirements: { ...before, mvp_features },
    autonomous,
    // The same seed: colours and words stay as people know them.
    seed: seed ?? undefined,
    execution_mode: execution_mode === "simulated" ? "simulated" : "real",
    business_id: runId,
    improves: root,
    budget: budget ?? (await remainderFor(parts, root, runId)),
  };
  return { request, generated: generatedFields(state, before) };
}

/** What the local generator wrote is not taken for the user's own words later. */
function generatedFields(
  { idea_source, given_fields }: Pick<GenesisState, "idea_source" | "given_fields">,
  requirements: BusinessRequirements,
): Record<string, string> {
  if (idea_source !== "local") return {};
  const fields = BusinessRequirementsSchema.keyof().options;
  return digestsOf(
    requirements,
    fields.filter((field) => !given_fields.includes(field)),
  );
}

/**
 * A request's budget is for the business: whatever works on it later inherits what is left of the last run's, also when
 * that run failed, for what it spent is gone.
 */
async function remainderFor(
  parts: ImproveParts,
  root: string,
  own: string,
): Promise<BudgetLimits | undefined> {
  const { business_id, budget } = await lastAdmitted(parts, root, own);
  const limits = BudgetLimitsSchema.safeParse(budget).data;
  if (!limits) return undefined;
  return remainderOf(await new BudgetLedger(parts.stores.store).run(business_id), limits);
}

/** The state of the last run of the business that began, however it ended. One that was refused has spent nothing. */
async function lastAdmitted(parts: ImproveParts, root: string, own: string): Promise<GenesisState> {
  const { stores, driver } = parts;
  for (const run of (await runsOf(parts, root)).toReversed()) {
    if (run === root || run === own || !(await stores.runs.get(run))) continue;
    const state = await driver.state(run);
    // A refusal leaves what the request said out of the state.
    if (typeof state.improves === "string") return state;
  }
  return driver.state(root);
}

/** All runs of the business, oldest first. */
async function runsOf({ improvements }: ImproveParts, root: string): Promise<string[]> {
  return [root, ...(await improvements.of(root)).map(({ run }) => run)];
}

/** The state of the last run that succeeded: what there is now. */
async function newestState(parts: ImproveParts, root: string): Promise<GenesisState> {
  const { stores, driver } = parts;
  for (const run of (await runsOf(parts, root)).toReversed()) {
    const record = await stores.runs.get(run);
    if (record?.status === "SUCCESS") return driver.state(run);
  }
  throw new GenesisError("NOT_IMPROVABLE", `No run of business ${root} has succeeded.`, {
    hint: `See why with: genesis show ${root}; then create the business again.`,
  });
}

/** The features there are and those that are new, each once, however it is spelt. */
export function withFeatures(before: readonly string[], more: readonly string[]): string[] {
  const known = new Map<string, string>();
  for (const feature of [...before, ...more]) {
    if (!known.has(sameness(feature))) known.set(sameness(feature), feature);
  }
  return [...known.values()];
}

function sameness(feature: string): string {
  return feature.trim().toLowerCase().replace(/\s+/g, " ");
}

function nothingToImprove({ name, mvp_features }: BusinessRequirements): GenesisError {
  return new GenesisError("NOTHING_TO_IMPROVE", `${name} has these features already.`, {
    hint: `It has: ${mvp_features.join(", ")}. Name a feature that is not among them.`,
  });
}

function underWay(run: string, cause?: unknown): GenesisError {
  return new GenesisError("IMPROVEMENT_UNDER_WAY", `The business is being worked on by run ${run}.`, {
    category: "system",
    retryable: true,
    hint: `Wait until it ends; if it stopped: genesis resume ${run}`,
    cause,
  });
}

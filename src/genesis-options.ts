import type { ConfigSources } from "./config/config.ts";
import type { Approver } from "./runtime/run-driver.ts";
import type { ServiceOverrides } from "./services.ts";
import type { ApprovalAnswer } from "./state/approval.ts";
import type { BudgetLimits } from "./state/budget.ts";
import type { ExecutionMode } from "./state/business.ts";
import type { GenesisState } from "./state/genesis-state.ts";
import type { Improvement } from "./stores/improvements.ts";
import type { Stores } from "./stores/open.ts";
import type { RunRecord } from "./stores/runs.ts";
import type { Logger } from "./telemetry/logger.ts";

export interface GenesisOptions extends ServiceOverrides {
  /** Where configuration is read from; the process's environment when absent. */
  readonly sources?: ConfigSources;
  /** Default for runs that do not say: false = a person approves what is risky or has an effect. */
  readonly autonomous?: boolean;
  /** Called when a supervised run needs a person; without it such a run stops with APPROVAL_REQUIRED. */
  readonly approve?: Approver;
  /** Other persistence than what the configuration says; it is not closed by `close`. */
  readonly stores?: Stores;
  /** For those who only read: opens a home that can't be written as well. */
  readonly mayBeReadOnly?: boolean;
  readonly log?: Logger;
}

export interface CreateOptions {
  readonly autonomous?: boolean;
  /** 0 to 2^32 - 1; the same seed gives the same idea, team and plan. */
  readonly seed?: number;
  readonly executionMode?: ExecutionMode;
  /** A UUID; generated when absent. */
  readonly businessId?: string;
  /** What the run may spend at most, within what the configuration allows. */
  readonly budget?: BudgetLimits;
  /** Aborts at once; `stop()` of the run waits for what is in flight. */
  readonly signal?: AbortSignal;
}

export interface ImproveOptions extends Omit<CreateOptions, "seed" | "executionMode"> {
  /** What is to be added to what the business has. */
  readonly features: readonly string[];
}

export interface ResumeOptions {
  /** The answer to what the run waits for. */
  readonly answer?: ApprovalAnswer;
  readonly signal?: AbortSignal;
}

/** What is stored of a run: its index entry and the channels of its graph. */
export interface RunDetails {
  readonly record: RunRecord;
  readonly state: GenesisState;
  /** Runs that worked on the product of this run, or of the run that this one improves; oldest first. */
  readonly improvements: readonly Improvement[];
}

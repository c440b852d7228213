/** The public API of Genesis. */

export { createGenesis, Genesis } from "./genesis.ts";
export type {
  CreateOptions,
  GenesisOptions,
  ImproveOptions,
  ResumeOptions,
  RunDetails,
} from "./genesis-options.ts";
export {
  CasePlanner,
  type PredictedPlan,
  planFromCases,
} from "./nodes/decompose-tasks/case-based/case-planner.ts";
export type {
  Link,
  SolvedRequest,
  Tool,
  ToolCatalogue,
} from "./nodes/decompose-tasks/case-based/catalogue.ts";
export { filterUnsafeQuery, type SafetyAnswer } from "./nodes/validate-safety/gate.ts";
export { ScoreCard } from "./nodes/validate-safety/score-card.ts";
export type { ForgetOptions, ForgetReport } from "./operations/forget.ts";
export type { TakedownChoices } from "./operations/takedown.ts";
export { BusinessRun } from "./runtime/business-run.ts";
export type { Approver } from "./runtime/run-driver.ts";
export type { AgentProfile, TaskWorker, WorkContext, WorkResult } from "./state/agent.ts";
export type { ApprovalAnswer, ApprovalPayload, ApprovalRequest } from "./state/approval.ts";
export { type Archetype, ArchetypeSchema } from "./state/archetype.ts";
export {
  type BusinessCreationResult,
  BusinessCreationResultSchema,
  type BusinessRequest,
  BusinessRequestSchema,
  type BusinessRequirements,
  BusinessRequirementsSchema,
  type RequirementsInput,
} from "./state/business.ts";
export type { LeftInPlace, PlaceReport } from "./state/erasure.ts";
export { type ErrorInfo, GenesisError } from "./state/errors.ts";
export { type LifecycleEvent, LifecycleEventSchema } from "./state/lifecycle-event.ts";
export type { RevenueInputs, RevenueModel, RevenueProjection } from "./state/revenue.ts";
export { type RunEvent, RunEventSchema } from "./state/run-event.ts";
export type { SafetyAction, SafetyContextInput, SafetyScore, SafetyVerdict } from "./state/safety.ts";
export type { BusinessCreationStatus } from "./state/status.ts";
export type { PartReport, TakedownPart, TakedownReport, TakedownTarget } from "./state/takedown.ts";
export type { Task, TaskResult } from "./state/task.ts";
export type { ArchivedRecord, MemoryArchive } from "./stores/memory/archive.ts";
export {
  type VerifyOptions,
  verifyWebhook,
  type WebhookProblem,
  type WebhookVerdict,
} from "./tools/webhooks/signature.ts";
export { type WarmStartReport, type WarmStartStep, warmStart } from "./warm-start.ts";

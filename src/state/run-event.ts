import { z } from "zod";
import { ApprovalRequestSchema } from "./approval.ts";
import { BusinessCreationResultSchema } from "./business.ts";
import { BusinessCreationStatusSchema } from "./status.ts";
import { TaskStatusSchema } from "./task.ts";

const base = { business_id: z.string(), at: z.iso.datetime() };

/** A condition the run survived but a person should know. */
export const WarningSchema = z.strictObject({ code: z.string(), message: z.string() });
export type Warning = z.infer<typeof WarningSchema>;

/**
 * Everything that happens in a run, in order. The CLI, the server, metrics and tests fold these same events.
 * Events are small: they name things and never carry bodies or secrets.
 */
export const RunEventSchema = z.discriminatedUnion("type", [
  z.strictObject({
    ...base,
    type: z.literal("run.started"),
    business_type: z.string(),
    resumed: z.boolean(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("status.changed"),
    status: BusinessCreationStatusSchema,
    name: z.string().optional().describe("Of the business, once it has one"),
  }),
  z.strictObject({ ...base, type: z.literal("node.started"), node: z.string() }),
  z.strictObject({
    ...base,
    type: z.literal("node.completed"),
    node: z.string(),
    duration_seconds: z.number(),
    summary: z.string(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("node.failed"),
    node: z.string(),
    duration_seconds: z.number(),
    error: z.string(),
    error_code: z.string(),
  }),
  z.strictObject({ ...base, type: z.literal("plan.ready"), task_count: z.int() }),
  z.strictObject({
    ...base,
    type: z.literal("task.started"),
    task_id: z.string(),
    title: z.string(),
    agent_id: z.string(),
    attempt: z.int(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("task.finished"),
    task_id: z.string(),
    title: z.string(),
    agent_id: z.string().nullable(),
    status: TaskStatusSchema,
    duration_seconds: z.number(),
    error: z.string().nullable(),
  }),
  z.strictObject({ ...base, type: z.literal("warning"), code: z.string(), message: z.string() }),
  z.strictObject({
    ...base,
    type: z.literal("approval.requested"),
    requests: z.array(ApprovalRequestSchema),
  }),
  z.strictObject({ ...base, type: z.literal("run.finished"), result: BusinessCreationResultSchema }),
]);
export type RunEvent = z.infer<typeof RunEventSchema>;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** An event as its source writes it; the emitter adds who and when. */
export type RunEventBody = DistributiveOmit<RunEvent, "business_id" | "at">;

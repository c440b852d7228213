import { z } from "zod";
import { digest } from "./digest.ts";
import { uuidOf } from "./uuid.ts";

/** What a dashboard is told of (guide 14.4; docs/events.md). */
export const UPDATE_TYPES = [
  "RUN_STARTED",
  "STATUS_CHANGED",
  "RUN_FINISHED",
  "IMPROVEMENT_RELEASED",
  "TAKEN_DOWN",
  "TAKEDOWN_INCOMPLETE",
] as const;

/** One step in the life of a business, as it is posted. */
export const LifecycleEventSchema = z.object({
  id: z.uuid().describe("The same at every attempt: by it a receiver drops repeats"),
  business_id: z.string().min(1).describe("The run that made the business"),
  update_type: z.enum(UPDATE_TYPES),
  data: z.record(z.string(), z.unknown()),
  timestamp: z.iso.datetime().describe("When it happened"),
  sequence: z.int().min(1).describe("Of this business, from 1 without gaps but those of dropped events"),
});
export type LifecycleEvent = z.infer<typeof LifecycleEventSchema>;

/** An event before the outbox has numbered it. */
export type NewLifecycleEvent = Omit<LifecycleEvent, "sequence">;

/** Takes events on their way. Never throws, and never waits for whom they go to. */
export interface LifecycleRecorder {
  record(event: NewLifecycleEvent): Promise<void>;
}

/** The id of what happened: whoever repeats a step after a kill gives it the same. */
export function eventId(...parts: readonly (string | number)[]): string {
  return uuidOf(digest(["lifecycle-event", ...parts]));
}

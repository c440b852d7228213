import type { GenesisState } from "../state/genesis-state.ts";
import { eventId, type NewLifecycleEvent } from "../state/lifecycle-event.ts";
import type { NodeId } from "./node-ids.ts";

/** A node of a run at work. */
export interface Moment {
  readonly node: NodeId;
  /** The run, should its state not say yet. */
  readonly businessId: string;
  /** Of the thread: the same when the step is repeated. */
  readonly step: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

const TYPE = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * What a dashboard hears when a node has ended: that a run was admitted, changes of status, and how it came out. A request
 * that is refused begins no run: it is heard of by its end alone. Events name states, counts and codes: no text that a
 * person or a model wrote is among them.
 */
export function lifecycleEvents(
  before: GenesisState,
  after: GenesisState,
  moment: Moment,
): NewLifecycleEvent[] {
  const { status, execution_mode, improves } = after;
  const events: NewLifecycleEvent[] = [];
  if (moment.node === "intake" && !after.outcome) {
    events.push(event(after, moment, "RUN_STARTED", { execution_mode, improves: improves !== null }));
  }
  if (status !== before.status) {
    events.push(event(after, moment, "STATUS_CHANGED", { status, previous_status: before.status }));
  }
  if (moment.node !== "finish") return events;
  if (improves !== null && status === "SUCCESS") {
    const { deployment_url } = after;
    events.push(event(after, moment, "IMPROVEMENT_RELEASED", { deployment_url }));
  }
  events.push(event(after, moment, "RUN_FINISHED", outcomeOf(after)));
  return events;
}

function event(
  { business_id, improves, business_type }: GenesisState,
  { businessId, step, at }: Moment,
  update_type: NewLifecycleEvent["update_type"],
  data: Record<string, unknown>,
): NewLifecycleEvent {
  const run = business_id || businessId;
  return {
    id: eventId(run, update_type, step),
    // An improvement is a step in the life of the business that it improves.
    business_id: improves ?? run,
    update_type,
    // Of a request that is refused it may be any text.
    data: { run_id: run, business_type: TYPE.test(business_type) ? business_type : null, ...data },
    timestamp: at,
  };
}

function outcomeOf(state: GenesisState): Record<string, unknown> {
  const { status, success, deployment_url, task_results, revenue_projection, outcome } = state;
  return {
    status,
    success,
    error_code: outcome?.error?.code ?? null,
    deployment_url,
    task_count: state.task_count,
    tasks_completed: task_results.filter((task) => task.status === "completed").length,
    team_size: state.team_composition.length,
    execution_time_seconds: state.execution_time_seconds,
    projected_monthly_revenue: revenue_projection?.projected_monthly_revenue ?? null,
    simulated: task_results.some(({ simulated }) => simulated),
  };
}

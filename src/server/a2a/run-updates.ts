import type { RunEvent } from "../../state/run-event.ts";
import { textPart } from "./parts.ts";
import type { TaskUpdates } from "./task-updates.ts";

/** Where in the metadata of an update the event of the run stands. */
const EVENT_KEY = "genesis.event";

/** Tells what happened in a run: the large steps in words too. What the end of a task says better is left to it. */
export function tellRunEvent(event: RunEvent, updates: TaskUpdates): void {
  if (event.type === "run.finished" || event.type === "approval.requested") return;
  const words = inWords(event);
  updates.working(words === undefined ? undefined : [textPart(words)], { [EVENT_KEY]: event });
}

function inWords(event: RunEvent): string | undefined {
  switch (event.type) {
    case "run.started":
      return event.resumed ? "The run goes on." : "The run has started.";
    case "status.changed":
      return event.name ? `${event.name}: ${event.status}` : event.status;
    case "plan.ready":
      return `The plan has ${event.task_count} tasks.`;
    case "warning":
      return event.message;
    default:
      return undefined;
  }
}

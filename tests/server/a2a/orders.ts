import { randomUUID } from "node:crypto";
import type { Task } from "../../../src/state/task.ts";
import type { WorkOrder } from "../../../src/state/work-order.ts";
import { aRequirements } from "../../support/requirements.ts";

/** An order for user stories, as the agent `product` takes it. */
export function anOrder({
  task,
  ...differences
}: Partial<Omit<WorkOrder, "task">> & { task?: Partial<Task> } = {}): WorkOrder {
  return {
    kind: "genesis.work-order",
    version: 1,
    task: {
      task_id: "write-user-stories",
      title: "Write the user stories",
      description: "Write user stories with acceptance criteria for every MVP feature.",
      phase: "discover",
      feature: null,
      depends_on: [],
      capabilities: ["product-management"],
      expected_outputs: ["User stories"],
      effort_hours: 2,
      critical: false,
      effect: "write",
      ...task,
    },
    business_id: randomUUID(),
    business_type: "saas_tool",
    requirements: aRequirements(),
    agent_id: "product",
    tier: "standard",
    idempotency_key: randomUUID(),
    seed: 1,
    ...differences,
  };
}

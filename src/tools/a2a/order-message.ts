import { createHash } from "node:crypto";
import { type Message, Message as MessageJson, type SendMessageRequest } from "@a2a-js/sdk";
import { uuidOf } from "../../state/uuid.ts";
import type { WorkOrder } from "../../state/work-order.ts";

/** The ids of an order: the same for every time it is sent, so that it can be found again and is not done again. */
export function orderIds({ idempotency_key }: Pick<WorkOrder, "idempotency_key">) {
  return {
    messageId: idOf(`message:${idempotency_key}`),
    contextId: idOf(`context:${idempotency_key}`),
  };
}

function idOf(name: string): string {
  return uuidOf(createHash("sha256").update(name).digest("hex"));
}

/** An order as a message: in words for any agent, and as data for those that know the contract. */
export function orderRequest(
  order: WorkOrder,
  tenant: string,
  returnImmediately: boolean,
): SendMessageRequest {
  const message: Message = MessageJson.fromJSON({
    ...orderIds(order),
    role: "ROLE_USER",
    parts: [
      { text: inWords(order), mediaType: "text/plain" },
      { data: order, mediaType: "application/json" },
    ],
  });
  return {
    tenant,
    message,
    configuration: {
      acceptedOutputModes: ["application/json", "text/plain", "text/markdown"],
      taskPushNotificationConfig: undefined,
      historyLength: 0,
      returnImmediately,
    },
    metadata: undefined,
  };
}

function inWords({ task, requirements }: WorkOrder): string {
  return [
    `${task.title}: ${task.description}`,
    `It is for "${requirements.name}": ${requirements.description}`,
    `Expected: ${task.expected_outputs.join("; ")}.`,
  ].join("\n");
}

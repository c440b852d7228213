import { createHash } from "node:crypto";
import { type Message, Message as MessageJson, type SendMessageRequest } from "@a2a-js/sdk";
import type { WorkOrder } from "../../state/work-order.ts";

/** The ids of an order: the same for every time it is sent, so that it can be found again and is not done again. */
export function orderIds({ idempotency_key }: Pick<WorkOrder, "idempotency_key">) {
  return {
    messageId: uuidOf(`message:${idempotency_key}`),
    contextId: uuidOf(`context:${idempotency_key}`),
  };
}

/** A name-based UUID, version 8 (RFC 9562). */
function uuidOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
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

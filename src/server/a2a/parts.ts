import { Message, Part, Role, type Task } from "@a2a-js/sdk";
import { type ErrorInfo, GenesisError, toErrorInfo } from "../../state/errors.ts";

/** A part with text for people. */
export function textPart(text: string): Part {
  return Part.fromJSON({ text, mediaType: "text/plain" });
}

/** A part with a JSON value for programs. */
export function dataPart(data: unknown): Part {
  return Part.fromJSON({ data, mediaType: "application/json" });
}

/** What was wrong, for people and for programs. */
export function errorParts(error: ErrorInfo): Part[] {
  return [textPart(`${error.message} ${error.hint}`), dataPart({ kind: "genesis.error", version: 1, error })];
}

/** The data of all data parts of a message. */
export function dataOf(message: Message): unknown[] {
  return message.parts.flatMap(({ content }) =>
    content?.$case === "data" ? [content.value as unknown] : [],
  );
}

/** The texts of a message, one after the other. */
export function textOf(message: Message): string {
  return message.parts
    .flatMap(({ content }) => (content?.$case === "text" ? [content.value] : []))
    .join("\n")
    .trim();
}

/** A message of the agent about a task. */
export function agentMessage(
  { taskId, contextId }: { readonly taskId: string; readonly contextId: string },
  messageId: string,
  parts: Part[],
): Message {
  const message = Message.fromJSON({ messageId, role: "ROLE_AGENT", taskId, contextId });
  return { ...message, parts };
}

/** The message that began a task. Throws A2A_TASK_UNREADABLE. */
export function firstMessage(task: Task): Message {
  const first = task.history.find(({ role }) => role === Role.ROLE_USER);
  if (first) return first;
  throw new GenesisError("A2A_TASK_UNREADABLE", `Task ${task.id} has lost the message that began it.`, {
    category: "system",
    hint: "Send the message again, as a new task.",
  });
}

/** An error as others may see it: what is no coded error is a defect, and its text is for the log alone. */
export function publicError(error: unknown): ErrorInfo {
  if (GenesisError.isInstance(error)) return toErrorInfo(error);
  return {
    code: "UNEXPECTED",
    category: "system",
    message: "The server failed at it.",
    hint: "Its log says why.",
    retryable: false,
  };
}

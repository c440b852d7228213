import type { Message } from "@a2a-js/sdk";
import { z } from "zod";
import { type ApprovalAnswer, ApprovalAnswerSchema } from "../../state/approval.ts";
import { type BusinessRequest, BusinessRequestSchema, ExecutionModeSchema } from "../../state/business.ts";
import { GenesisError } from "../../state/errors.ts";
import { dataOf, textOf } from "./parts.ts";

/** "saas_tool" or "saas_tool: what it shall be". */
const REQUEST_IN_WORDS = /^([a-z][a-z0-9_]{0,79})\s*(?::\s*(\S[\s\S]*))?$/;

/** Without defaults: what a client does not say is as this server is configured. */
const RequestForm = BusinessRequestSchema.extend({
  autonomous: z.boolean().optional(),
  execution_mode: ExecutionModeSchema.optional(),
});

/** The request in a message, by its form alone. Throws INVALID_REQUEST, UNKNOWN_BUSINESS_TYPE. */
export function businessRequestIn(message: Message, types: readonly string[]): BusinessRequest {
  const [data, ...more] = dataOf(message);
  if (more.length > 0) throw invalid("The message has several data parts.");
  const request = data === undefined ? inWords(textOf(message)) : data;
  const parsed = RequestForm.safeParse(request);
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
  if (types.includes(parsed.data.business_type)) return parsed.data;
  throw new GenesisError(
    "UNKNOWN_BUSINESS_TYPE",
    `There is no business type "${parsed.data.business_type}".`,
    {
      hint: `Use one of: ${types.join(", ")}.`,
    },
  );
}

function inWords(text: string): BusinessRequest {
  const [, type, description] = REQUEST_IN_WORDS.exec(text) ?? [];
  if (type === undefined) throw invalid("The text names no business type.");
  return { business_type: type, ...(description && { requirements: { description } }) };
}

function invalid(problem: string): GenesisError {
  return new GenesisError("INVALID_REQUEST", `The message holds no request for a business: ${problem}`, {
    hint: 'Send one data part with a BusinessRequest (docs/schemas), or a text such as "saas_tool: invoices for plumbers".',
  });
}

/** The answer in a message. Only a structured one counts: words are not interpreted. Throws APPROVAL_ANSWER_INVALID. */
export function approvalAnswerIn(message: Message): ApprovalAnswer {
  const [data, ...more] = dataOf(message);
  const parsed = ApprovalAnswerSchema.safeParse(data);
  if (parsed.success && more.length === 0) return parsed.data;
  const problem = parsed.success ? "There are several data parts." : z.prettifyError(parsed.error);
  throw new GenesisError("APPROVAL_ANSWER_INVALID", `The message holds no answer that counts: ${problem}`, {
    hint: "Send one data part with an ApprovalAnswer: { decisions: [{ request_id, decision, decided_by, ... }] }.",
  });
}

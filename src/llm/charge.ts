import type { BudgetBooking, BudgetMeter } from "../state/budget.ts";
import { type ChatReply, type ChatRequest, inputTokensCeiling } from "./chat-client.ts";
import { costUsd } from "./models.ts";

type Call = Pick<ChatRequest, "model" | "messages" | "jsonSchema" | "maxOutputTokens">;

/** Sets aside what a call may cost at most: every byte of it as a token, and the longest reply. */
export async function reserveCall(
  meter: BudgetMeter | undefined,
  node: string,
  call: Call,
): Promise<BudgetBooking | undefined> {
  const { model, maxOutputTokens } = call;
  const input = inputTokensCeiling(call);
  return meter?.reserve({
    kind: "model",
    node,
    target: model,
    usd: costUsd(model, input, maxOutputTokens),
    tokens: input + maxOutputTokens,
    calls: 1,
  });
}

/** Puts what the reply cost in the place of the ceiling. */
export async function settleReply(
  booking: BudgetBooking | undefined,
  model: string,
  { inputTokens, outputTokens, counted }: Pick<ChatReply, "inputTokens" | "outputTokens" | "counted">,
): Promise<void> {
  const usd = costUsd(model, inputTokens, outputTokens);
  await booking?.settle({ usd, tokens: inputTokens + outputTokens, calls: 1, measured: counted });
}

/** A call that failed: one that did no work costs nothing but a call, one of which nothing is known its ceiling. */
export async function settleFailure(booking: BudgetBooking | undefined, free: boolean): Promise<void> {
  await booking?.settle(free ? { usd: 0, tokens: 0, calls: 1, measured: true } : undefined);
}

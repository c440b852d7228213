import { z } from "zod";
import type { GenesisConfig } from "../config/config.ts";
import { llmError } from "./faults.ts";

export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly schemaName: string;
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  /** The reply is cut off there. */
  readonly maxOutputTokens: number;
  readonly signal: AbortSignal;
}

export interface ChatReply {
  readonly content: string;
  /** Why the model would not answer, when it would not. */
  readonly refusal: string | undefined;
  /** The reply ends in the middle because of the length limit. */
  readonly truncated: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** false: the server did not count, and the tokens are estimates. */
  readonly counted: boolean;
}

/** Sends one chat request over HTTP; throws what the OpenAI client throws. */
export type ChatClient = (request: ChatRequest) => Promise<ChatReply>;

const OPENAI_URL = "https://api.openai.com/v1";
const CHARACTERS_PER_TOKEN = 4;

const CompletionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({ prompt_tokens: z.number().min(0), completion_tokens: z.number().min(0) })
    .nullish()
    .catch(null),
});
type Completion = z.infer<typeof CompletionSchema>;

/**
 * A client on LangChain's `ChatOpenAI`, so that calls show up in LangSmith traces. The reply is read from the
 * HTTP body: the OpenAI SDK throws a bare SyntaxError on a garbled or cut-off structured reply and drops its
 * text and its token counts, both of which the repair and the bill need.
 */
export function openAiClient(openai: GenesisConfig["openai"], apiKey: string): ChatClient {
  return async ({ model, messages, schemaName, jsonSchema, maxOutputTokens, signal }) => {
    // Loaded on first use: it takes most of a second, and runs without a key never need it.
    const { ChatOpenAI } = await import("@langchain/openai");
    let body: unknown;
    const recordingFetch: typeof fetch = async (url, init) => {
      const response = await fetch(url, init);
      if (response.ok) body = await readJson(response.clone());
      return response;
    };
    const chat = new ChatOpenAI({
      model,
      apiKey,
      maxRetries: 0,
      disableStreaming: true,
      maxTokens: maxOutputTokens,
      configuration: { baseURL: openai.baseUrl ?? OPENAI_URL, fetch: recordingFetch },
    });
    const schema = { name: schemaName, schema: jsonSchema, strict: false };
    const options = { signal, response_format: { type: "json_schema" as const, json_schema: schema } };
    try {
      await chat.invoke(
        messages.map(({ role, content }): [string, string] => [role, content]),
        options,
      );
    } catch (error) {
      if (body === undefined) throw error;
    }
    return replyFrom(body, messages);
  };
}

/** A message costs a few tokens besides its text, and so does the frame around all of them. */
const TOKENS_PER_MESSAGE = 16;

/** How many tokens a request can't exceed: a token is at least one byte of what is sent. */
export function inputTokensCeiling({
  messages,
  jsonSchema,
}: Pick<ChatRequest, "messages" | "jsonSchema">): number {
  const sent = messages.reduce(
    (sum, { content }) => sum + Buffer.byteLength(content) + TOKENS_PER_MESSAGE,
    0,
  );
  return sent + Buffer.byteLength(JSON.stringify(jsonSchema));
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text; // Not JSON: reported as a malformed completion below.
  }
}

function replyFrom(body: unknown, messages: readonly ChatMessage[]): ChatReply {
  const parsed = CompletionSchema.safeParse(body);
  if (!parsed.success) {
    throw llmError("LLM_UNAVAILABLE", "The model's server answered with something other than a completion.");
  }
  const [choice] = parsed.data.choices as [Completion["choices"][number]];
  const content = choice.message.content ?? "";
  const filtered = choice.finish_reason === "content_filter" ? "stopped by the content filter" : undefined;
  const { usage } = parsed.data;
  const sent = messages.reduce((sum, message) => sum + message.content.length, 0);
  return {
    content,
    refusal: choice.message.refusal ?? filtered,
    truncated: choice.finish_reason === "length",
    counted: usage !== null && usage !== undefined,
    // Servers that don't count are estimated, so that a budget never sees a free call.
    inputTokens: usage?.prompt_tokens ?? Math.ceil(sent / CHARACTERS_PER_TOKEN),
    outputTokens: usage?.completion_tokens ?? Math.ceil(content.length / CHARACTERS_PER_TOKEN),
  };
}

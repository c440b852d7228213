import { Writable } from "node:stream";
import type { ChatCompletionRequest, LLMock } from "@copilotkit/aimock";
import { loadConfig } from "../../src/config/config.ts";
import { createLanguageModel, type LanguageModel } from "../../src/llm/gateway.ts";
import { createLogger, type Logger } from "../../src/telemetry/logger.ts";
import { fakeClock } from "../support/clock.ts";

/** Has the shape of no known credential, so that only replacing the key itself can hide it. */
export const KEY = "opaque.key.value.4711";

/** A logger whose lines can be read back. */
export function recordingLogger(): { log: Logger; lines: () => string } {
  const written: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  return { log: createLogger({ level: "trace", destination }), lines: () => written.join("") };
}

export interface TestGateway {
  llm: LanguageModel;
  lines: () => string;
  /** The pauses between attempts, in milliseconds; they are not really waited for. */
  pauses: number[];
}

/** A gateway that talks to `baseUrl` with the test key. */
export function testGateway(baseUrl: string, env: Record<string, string> = {}): TestGateway {
  const { log, lines } = recordingLogger();
  const pauses: number[] = [];
  const config = loadConfig({ env: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: baseUrl, ...env } });
  const llm = createLanguageModel({
    config,
    log,
    clock: fakeClock(),
    sleep: async (ms) => {
      pauses.push(ms);
    },
  });
  if (!llm) throw new Error("a gateway with a key must exist");
  return { llm, lines, pauses };
}

/** The bodies of the chat requests the mock has received. */
export function chatRequests(mock: LLMock): ChatCompletionRequest[] {
  return mock.getRequests().map(({ body }) => body as ChatCompletionRequest);
}

/** The text of one role's messages in a request. */
export function textOf(request: ChatCompletionRequest | undefined, role: string): string {
  const messages = request?.messages.filter((message) => message.role === role) ?? [];
  return messages.map(({ content }) => String(content)).join("\n");
}

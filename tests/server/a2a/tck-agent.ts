import { setTimeout as delay } from "node:timers/promises";
import type { Task } from "@a2a-js/sdk";
import { Part } from "@a2a-js/sdk";
import { createGenesis } from "../../../src/genesis.ts";
import type { HostedAgent } from "../../../src/server/a2a/agent-host.ts";
import type { AgentWork, Ending, Turn, Work } from "../../../src/server/a2a/agent-work.ts";
import { agentCard } from "../../../src/server/a2a/cards.ts";
import { dataPart, firstMessage, textPart } from "../../../src/server/a2a/parts.ts";
import { startA2aServer } from "../../../src/server/a2a/server.ts";
import type { TaskUpdates } from "../../../src/server/a2a/task-updates.ts";
import { GenesisError } from "../../../src/state/errors.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";

/**
 * The agent that the A2A TCK tests (its scenarios/*.feature): what it does depends on the beginning of the message id.
 * Bindings, task store, executor, push notifications and guards are those of the product.
 */

const file = (content: object) =>
  Part.fromJSON({ ...content, filename: "output.txt", mediaType: "text/plain" });
const HELLO = [textPart("Hello from TCK")];

function give(updates: TaskUpdates, part: Part, chunk?: { append?: boolean; lastChunk?: boolean }): void {
  updates.artifact({ artifactId: "artifact-1", name: "artifact", description: "", parts: [part] }, chunk);
}

type Scenario = (updates: TaskUpdates) => Promise<Ending> | Ending;
const done: Ending = { state: "completed", parts: HELLO };
const giving =
  (...parts: Part[]): Scenario =>
  (updates) => {
    for (const part of parts) give(updates, part);
    return done;
  };

const SCENARIOS: readonly (readonly [prefix: string, scenario: Scenario])[] = [
  ["tck-artifact-text", giving(textPart("Generated text content"))],
  ["tck-artifact-file-url", giving(file({ url: "https://example.com/output.txt" }))],
  ["tck-artifact-file", giving(file({ raw: Buffer.from("content").toString("base64") }))],
  ["tck-artifact-data", giving(dataPart({ key: "value", count: 42 }))],
  ["tck-input-required", () => ({ state: "input-required", parts: [textPart("Input, please.")] })],
  ["tck-stream-001", giving(textPart("Stream hello from TCK"))],
  ["tck-stream-003", giving(textPart("Stream task lifecycle"))],
  ["tck-stream-ordering-001", giving(textPart("Ordered output"))],
  ["tck-stream-artifact-text", giving(textPart("Streamed text content"))],
  ["tck-stream-artifact-file", giving(file({ raw: Buffer.from("content").toString("base64") }))],
  [
    "tck-stream-artifact-chunked",
    (updates) => {
      give(updates, textPart("chunk-1 "), { lastChunk: false });
      give(updates, textPart("chunk-2"), { append: true, lastChunk: true });
      return done;
    },
  ],
  [
    "test-resubscribe-message-id",
    async () => {
      await delay(4_000);
      return done;
    },
  ],
];

class TckAgent implements AgentWork {
  reply({ message }: Turn): Part[] | undefined {
    return message.messageId.startsWith("tck-message-response")
      ? [textPart("Direct message response")]
      : undefined;
  }

  async accept({ message: { messageId } }: Turn): Promise<Work> {
    if (messageId.startsWith("tck-reject-task")) {
      throw new GenesisError("REJECTED", "rejected", { hint: "The scenario says so." });
    }
    const [, scenario] = SCENARIOS.find(([prefix]) => messageId.startsWith(prefix)) ?? [];
    return async (updates) => (scenario ? await scenario(updates) : done);
  }

  async recover(task: Task): Promise<Work> {
    return this.accept({ taskId: task.id, message: firstMessage(task) });
  }
}

function tckAgent(baseUrl: string): HostedAgent {
  const described = {
    name: "TCK agent",
    description: "Does what the scenarios of the A2A TCK say.",
    skills: [{ id: "tck", name: "TCK", description: "Scenarios of the TCK", tags: ["tck"] }],
  };
  const facts = { baseUrl, path: "/a2a", version: "1.0.0", secured: false };
  // It takes everything: the TCK's CORE-SEND-003 sends a type that no agent knows and, against its own title, counts
  // only a success. That the agents of the product refuse it, as the specification says, is in protocol.int.test.ts.
  const card = { ...agentCard(described, facts), defaultInputModes: ["*/*"] };
  const paths = { path: "/a2a", cardPath: "" };
  return { id: "tck", ...paths, card, extendedCard: card, work: new TckAgent(), slots: 32 };
}

const genesis = await createGenesis({ log: createLogger({ level: "error" }) });
const server = await startA2aServer({ foundation: genesis.foundation, agents: (url) => [tckAgent(url)] });
process.stdout.write(`${server.url}\n`);
process.once("SIGTERM", async () => {
  await server.close();
  await genesis.close();
});

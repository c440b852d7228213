import { InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { runToEnd, testGraph } from "../support/services.ts";

/** A store that is down for reading, for writing, or for both. */
class BrokenStore extends InMemoryStore {
  readonly broken: { read: boolean; write: boolean };

  constructor(broken: { read: boolean; write: boolean }) {
    super();
    this.broken = broken;
  }

  override async batch(operations: Parameters<InMemoryStore["batch"]>[0]): Promise<never> {
    const writes = operations.some((operation) => "value" in operation);
    if (writes ? this.broken.write : this.broken.read) throw new Error("the memory is down");
    return (await super.batch(operations)) as never;
  }
}

describe("a run whose memory is down (guide 9.2)", () => {
  it.each([
    ["for reading", { read: true, write: false }, 1],
    ["for writing", { read: false, write: true }, 1],
    ["altogether", { read: true, write: true }, 2],
  ])("%s succeeds, and its result says so", async (_how, broken, atLeast) => {
    const { graph } = await testGraph({ store: new BrokenStore(broken) });
    const { result, events } = await runToEnd(graph, { business_type: "saas_tool", seed: 2 });
    expect(result).toMatchObject({ status: "SUCCESS", success: true });
    const warnings = result.metadata.warnings as { code: string; message: string }[];
    expect(warnings.length).toBeGreaterThanOrEqual(atLeast);
    for (const warning of warnings) {
      expect(warning.code).toMatch(/^MEMORY_/);
      expect(warning.message).toContain("the memory is down");
    }
    expect(events.filter(({ type }) => type === "warning")).toHaveLength(warnings.length);
  });
});

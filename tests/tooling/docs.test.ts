import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generateDocuments } from "../../scripts/generate-docs.ts";
import { NODE_IDS } from "../../src/graph/node-ids.ts";

const documents = await generateDocuments();

describe("generated documents", () => {
  it.each([...documents.keys()])("%s is what the code says (npm run docs)", (path) => {
    expect(readFileSync(path, "utf8")).toBe(documents.get(path));
  });

  it("draws every node", () => {
    const drawing = documents.get("docs/graph.md") ?? "";
    for (const id of NODE_IDS) expect(drawing).toContain(id);
  });
});

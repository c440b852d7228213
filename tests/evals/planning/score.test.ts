import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../../evals/planning/index.ts";
import { scorePlans } from "../../../evals/planning/score.ts";

const tools = {
  tools: ["a", "b", "c"].map((id) => ({ id, description: `Tool ${id}` })),
  links: [["a", "b"]] as const,
};
const chain = (...nodes: string[]) => ({
  nodes,
  links: nodes.slice(1).map((to, index) => [nodes[index] as string, to] as const),
});

describe("scorePlans, as the data set defines it", () => {
  it("gives a right plan 1 everywhere", () => {
    expect(scorePlans([chain("a", "b")], [chain("a", "b")], tools)).toEqual({
      node_f1: 1,
      link_f1: 1,
      accuracy: 1,
      hallucinated_nodes: 0,
      hallucinated_links: 0,
    });
  });

  it("averages over items: half right, empty, and empty gold", () => {
    const predicted = [chain("a", "c"), { nodes: [], links: [] }, chain("a")];
    const gold = [chain("a", "b"), chain("a"), { nodes: [], links: [] }];
    expect(scorePlans(predicted, gold, tools)).toMatchObject({ node_f1: 0.5 / 3, link_f1: 0, accuracy: 0 });
  });

  it("counts tools as sets and links by direction", () => {
    const scores = scorePlans([chain("b", "a", "b")], [chain("a", "b")], tools);
    expect(scores.node_f1).toBe(1);
    expect(scores.link_f1).toBeCloseTo(2 / 3);
    expect(scores.hallucinated_links).toBe(0.5);
  });

  it("reports the share of tools that do not exist", () => {
    expect(scorePlans([chain("a", "z")], [chain("a", "b")], tools)).toMatchObject({
      hallucinated_nodes: 0.5,
      hallucinated_links: 1,
    });
  });
});

describe("the planning suite", () => {
  const folder = mkdtempSync(join(tmpdir(), "genesis-planning-"));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const line = (id: string, request: string, ...nodes: string[]) =>
    JSON.stringify({ id, request, ...chain(...nodes) });
  file("ultratool.tools.json", JSON.stringify(tools));
  const train = file(
    "train.jsonl",
    [line("1", "do alpha then beta", "a", "b"), line("2", "only gamma", "c")].join("\n"),
  );

  it("learns from one file, measures on another, and shows the baselines", async () => {
    const test = file("test.jsonl", `${line("3", "alpha then beta please", "a", "b")}\n\n`);
    const report = await run({ train: [train], test: [test] });
    expect(report).toMatchObject({
      suite: "planning",
      data: { items: 1 },
      metrics: { node_f1: 1, link_f1: 1 },
    });
    expect(Object.keys(report.baselines)).toEqual(["nearest case copy", "top-2 tools", "most common plan"]);
  });

  it("scores a request without words 0 instead of failing", async () => {
    const test = file("blank.jsonl", line("4", "?!", "a"));
    expect((await run({ train: [train], test: [test] })).metrics.node_f1).toBe(0);
  });

  it.each([
    ["a bad line", "bad.jsonl", '{"id": 1}', /bad\.jsonl:1/],
    ["what is not JSON", "broken.jsonl", "{", /broken\.jsonl:1: not JSON/],
    ["an empty file", "empty.jsonl", "\n", /no requests/],
  ])("names %s", async (_what, name, text, message) => {
    const test = file(name, text);
    await expect(run({ train: [train], test: [test] })).rejects.toThrowError(message);
  });

  it("says what it needs", async () => {
    await expect(run({ train: [], test: [] })).rejects.toThrowError(/--train FILE/);
    await expect(
      run({ train: [train], test: [train], tools: join(folder, "none.json") }),
    ).rejects.toThrowError(/none\.json/);
  });
});

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CompiledStateGraph } from "@langchain/langgraph";
import { expect, it } from "vitest";
import { z } from "zod";

const ConfigSchema = z.object({
  $schema: z.url(),
  node_version: z.string(),
  dependencies: z.array(z.string()).min(1),
  graphs: z.record(z.string(), z.string().regex(/^\.\/.+\.ts:\w+$/)),
  env: z.string(),
});

const config = ConfigSchema.parse(JSON.parse(await readFile("langgraph.json", "utf8")));

it("names the genesis graph", () => {
  expect(Object.keys(config.graphs)).toEqual(["genesis"]);
});

it.each(Object.entries(config.graphs))(
  "%s resolves to a compiled graph without a saver",
  async (_id, target) => {
    const [path = "", name = ""] = target.split(":");
    expect(existsSync(path)).toBe(true);
    const module: Record<string, unknown> = await import(pathToFileURL(resolve(path)).href);
    const graph = module[name];
    expect(graph).toBeInstanceOf(CompiledStateGraph);
    // The LangGraph server brings its own, and silently ignores a graph's.
    expect((graph as { checkpointer?: unknown }).checkpointer).toBeUndefined();
  },
);

it("asks for a Node version that the package supports", async () => {
  const { engines } = z
    .object({ engines: z.object({ node: z.string() }) })
    .parse(JSON.parse(await readFile("package.json", "utf8")));
  expect(engines.node).toContain(`>=${config.node_version}`);
});

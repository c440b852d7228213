/** Writes the documents that are made from the code; a test compares them with what the code says now. */
import { mkdir, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { loadConfig } from "../src/config/config.ts";
import { compileGraph } from "../src/graph/compile.ts";
import { createServices } from "../src/services.ts";
import {
  BusinessCreationResultSchema,
  BusinessRequestSchema,
  BusinessRequirementsSchema,
} from "../src/state/business.ts";
import { RunEventSchema } from "../src/state/run-event.ts";
import { BUSINESS_CREATION_STATUSES, STATUS_TRANSITIONS } from "../src/state/status.ts";
import { createLogger } from "../src/telemetry/logger.ts";

const PUBLISHED_SCHEMAS = {
  "business-request": BusinessRequestSchema,
  "business-requirements": BusinessRequirementsSchema,
  "business-creation-result": BusinessCreationResultSchema,
  "run-event": RunEventSchema,
};

/** Every generated document by its path from the project's root. */
export async function generateDocuments(): Promise<Map<string, string>> {
  const documents = new Map([["docs/graph.md", await graphDocument()]]);
  for (const [name, schema] of Object.entries(PUBLISHED_SCHEMAS)) {
    const json = {
      title: name,
      ...z.toJSONSchema(schema, { io: name === "business-request" ? "input" : "output" }),
    };
    documents.set(`docs/schemas/${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`);
  }
  return documents;
}

async function graphDocument(): Promise<string> {
  const log = createLogger({ level: "silent" });
  const graph = compileGraph(await createServices(loadConfig({ env: {} }), log), log);
  const drawing = (await graph.getGraphAsync()).drawMermaid({ withStyles: false });
  const transitions = BUSINESS_CREATION_STATUSES.map((status) => {
    const next = STATUS_TRANSITIONS[status];
    return `| ${status} | ${next.length > 0 ? next.join(", ") : "(terminal)"} |`;
  });
  return [
    "# The graph",
    "",
    "Made from the code by `npm run docs`; `tests/tooling/docs.test.ts` fails when it is out of date. Dotted",
    "edges are conditional: `src/graph/builder.ts` says why each exists. A node that throws ends the run in",
    "`finish` as FAILED with a code.",
    "",
    "```mermaid",
    drawing.trim(),
    "```",
    "",
    "## Status transitions",
    "",
    "| from | to |",
    "| --- | --- |",
    ...transitions,
    "",
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await mkdir("docs/schemas", { recursive: true });
  for (const [path, content] of await generateDocuments()) await writeFile(path, content);
}

import { z } from "zod";
import type { App, CsvFile, Product, Request } from "../../kit/index.ts";
import { RateLimit } from "../../kit/index.ts";
import { userById } from "../accounts/index.ts";
import { keyOf } from "../api-keys/index.ts";
import { workspaceOf } from "../team/index.ts";
import { importRows, inspect, inspectFile } from "./check.ts";

const MAX_REPORTED = 100;

const RowsSchema = z.strictObject({
  rows: z
    .array(z.record(z.string().min(1), z.union([z.string(), z.number(), z.null()])))
    .min(1)
    .max(10_000),
});

/** `POST /api/ingest/<data set>` with a key: rows as CSV or as JSON. What is there already is not added again. */
export function ingestApi(app: App, product: Product): void {
  const limit = new RateLimit({ max: 120, windowMs: 60_000, now: product.now });
  app.post("/api/ingest/:name", async (c) => {
    const key = keyOf(product, c);
    const user = key && userById(product, key.user_id);
    if (!user) {
      c.header("www-authenticate", "Bearer");
      return c.json(
        { error: "Send the header `Authorization: Bearer <your key>`; keys are made at /keys." },
        401,
      );
    }
    const { allowed, retryAfterSeconds } = limit.attempt(String(user.id));
    if (!allowed) {
      c.header("retry-after", String(retryAfterSeconds));
      return c.json({ error: `Too many requests. Wait ${retryAfterSeconds} s.` }, 429);
    }
    const name = c.req.param("name").trim().slice(0, 80);
    const workspace = workspaceOf(product, user);
    const body = await readBody(c);
    if ("problem" in body) return c.json({ error: body.problem }, 422);
    const found =
      "text" in body
        ? inspect(product, workspace, name, body.text)
        : inspectFile(product, workspace, name, body.file);
    if (typeof found === "string") return c.json({ error: found }, 422);
    if (found.good.length === 0) {
      return c.json({ error: "No row can be taken.", rejected: found.bad.slice(0, MAX_REPORTED) }, 422);
    }
    const { added } = importRows(product, workspace, name, found);
    return c.json({
      dataset: name,
      added,
      already_there: found.good.length - added,
      rejected: found.bad.slice(0, MAX_REPORTED),
      rejected_count: found.bad.length,
    });
  });
}

async function readBody(c: Request): Promise<{ text: string } | { file: CsvFile } | { problem: string }> {
  const text = await c.req.text();
  if (!/json/.test(c.req.header("content-type") ?? "")) return { text };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The client is told what a body looks like.
    return { problem: 'The body is not JSON. Send {"rows": [{"day": "2026-01-15", "sales": 12}]} or CSV.' };
  }
  const parsed = RowsSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: `${issue?.path.join(".") || "body"}: ${issue?.message}` };
  }
  const { rows } = parsed.data;
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => head.map((name) => String(row[name] ?? "")));
  // Rows are counted from 1, as there are no lines.
  return { file: { head, lines: cells.map((one, at) => ({ line: at + 1, cells: one })) } };
}

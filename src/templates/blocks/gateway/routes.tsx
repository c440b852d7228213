import type { z } from "zod";
import { type App, dayOf, type Product, type Request, toCsv } from "../../kit/index.ts";
import { withUser } from "../accounts/index.ts";
import { limitOf, planOf } from "../billing/index.ts";
import * as contract from "./contract.ts";
import { type Guarded, guard, problem } from "./guard.ts";
import { settings } from "./operations.ts";
import * as store from "./store.ts";
import { UsagePage } from "./views.tsx";

const DAYS = 30;

export function routes(app: App, product: Product): void {
  // Requests carry a key and no cookie, so that any site may send them.
  app.use("/api/v1/*", async (c, next) => {
    c.header("access-control-allow-origin", "*");
    c.header(
      "access-control-expose-headers",
      "ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after",
    );
    c.header("cache-control", "no-store");
    if (c.req.method !== "OPTIONS") return next();
    c.header("access-control-allow-methods", "GET, POST, PATCH, DELETE");
    c.header("access-control-allow-headers", "authorization, x-api-key, content-type, idempotency-key");
    c.header("access-control-max-age", "600");
    return c.body(null, 204);
  });
  const guarded = guard(product);
  app.get("/api/v1/status", (c) =>
    c.json({ status: "ok", version: "v1", time: new Date(product.now()).toISOString() } satisfies z.infer<
      typeof contract.StatusSchema
    >),
  );
  app.get(
    "/api/v1/usage",
    guarded((c, key) => c.json(monthOf(product, key.user_id))),
  );
  itemRoutes(app, product, guarded);
  app.all("/api/v1/*", (c) => problem(c, "not-found", "There is nothing at this address. See /docs."));
  pageRoutes(app, product);
}

function monthOf(product: Product, userId: number): z.infer<typeof contract.UsageSchema> {
  return {
    month: dayOf(product.now()).slice(0, 7),
    plan: planOf(product, userId).name,
    used: store.usedThisMonth(product, userId),
    limit: limitOf(product, userId, "requests_per_month") ?? null,
    requests_per_minute: limitOf(product, userId, "requests_per_minute") ?? null,
  };
}

function itemRoutes(
  app: App,
  product: Product,
  guarded: (handle: Guarded) => ReturnType<ReturnType<typeof guard>>,
) {
  const { resource, singular } = settings(product);
  const list = `/api/v1/${resource}`;
  const missing = (c: Request) => problem(c, "not-found", `There is no ${singular} with this id.`);
  app.post(
    list,
    guarded((c, key) =>
      withBody(c, contract.NewItemSchema, (item) => {
        const token = c.req.header("idempotency-key")?.slice(0, 200);
        const before = token && store.earlier(product, key.user_id, token);
        if (before) return c.json(before, 201);
        const limit = limitOf(product, key.user_id, "items");
        if (limit !== undefined && store.countItems(product, key.user_id) >= limit) {
          return problem(
            c,
            "plan-limit",
            `The plan has room for ${limit} ${resource}. Plans with more: /pricing.`,
          );
        }
        return c.json(store.addItem(product, key.user_id, item, token), 201);
      }),
    ),
  );
  app.get(
    list,
    guarded((c, key) => {
      const query = contract.ListQuerySchema.safeParse(c.req.query());
      return query.success
        ? c.json(store.listItems(product, key.user_id, query.data))
        : invalid(c, query.error);
    }),
  );
  app.get(
    `${list}/:id`,
    guarded((c, key) => {
      const item = store.findItem(product, key.user_id, c.req.param("id") ?? "");
      return item ? c.json(item) : missing(c);
    }),
  );
  app.patch(
    `${list}/:id`,
    guarded((c, key) =>
      withBody(c, contract.ItemChangeSchema, (change) => {
        const item = store.changeItem(product, key.user_id, c.req.param("id") ?? "", change);
        return item ? c.json(item) : missing(c);
      }),
    ),
  );
  app.delete(
    `${list}/:id`,
    guarded((c, key) =>
      store.removeItem(product, key.user_id, c.req.param("id") ?? "") ? c.body(null, 204) : missing(c),
    ),
  );
}

async function withBody<T>(
  c: Request,
  schema: z.ZodType<T>,
  handle: (body: T) => Response,
): Promise<Response> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    // Whatever it is, it is not JSON; the client is told so.
    return problem(
      c,
      "bad-request",
      "The body must be JSON, with the header `Content-Type: application/json`.",
    );
  }
  const parsed = schema.safeParse(body);
  return parsed.success ? handle(parsed.data) : invalid(c, parsed.error);
}

function invalid(c: Request, error: z.ZodError): Response {
  const errors = error.issues.map(({ path, message }) => ({ field: path.join(".") || "body", message }));
  return problem(c, "invalid", "See `errors` for what to change.", errors);
}

function pageRoutes(app: App, product: Product): void {
  app.get(
    "/api-usage",
    withUser(product, (c, user) =>
      c.html(
        <UsagePage
          product={product}
          c={c}
          month={monthOf(product, user.id)}
          days={DAYS}
          usage={store.usageOf(product, user.id, DAYS)}
        />,
      ),
    ),
  );
  app.get(
    "/api-usage/export.csv",
    withUser(product, (c, user) => {
      const rows = store
        .usageOf(product, user.id, 366)
        .map(({ day, key, done, failed, refused }) => [day, key, done, failed, refused]);
      return c.body(toCsv([["day", "key", "done", "failed", "refused"], ...rows]), 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="usage.csv"',
      });
    }),
  );
}

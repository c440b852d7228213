import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";
import * as contract from "./contract.ts";

const SettingsSchema = z.object({
  resource: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,39}$/)
    .default("items"),
  singular: z.string().min(1).max(40).default("item"),
});

export function settings(product: Pick<Product, "business">): z.infer<typeof SettingsSchema> {
  return settingsOf(product, "gateway", SettingsSchema);
}

/** One operation of the API: what the docs, the OpenAPI description and the tests are made from. */
export interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the server's address; `{id}` stands for a parameter. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** False: it needs no key. */
  readonly key: boolean;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: 200 | 201 | 204;
  readonly answer?: z.ZodType;
  /** Names of the problems it may answer with. */
  readonly problems: readonly (keyof typeof PROBLEMS)[];
  readonly example: { readonly query?: string; readonly body?: unknown };
}

/** The errors of the API by name. */
export const PROBLEMS = {
  "bad-request": { status: 400, title: "The request can't be read" },
  "no-key": { status: 401, title: "A key is needed" },
  "plan-limit": { status: 403, title: "The plan has no room for more" },
  "not-found": { status: 404, title: "There is no such thing" },
  invalid: { status: 422, title: "The request is not valid" },
  "too-many-requests": { status: 429, title: "Too many requests" },
} as const;

const AUTHENTICATED = ["no-key", "too-many-requests"] as const;

export function operationsOf(product: Pick<Product, "business">): Operation[] {
  const { resource, singular } = settings(product);
  const list = `/api/v1/${resource}`;
  const one = `${list}/{id}`;
  return [
    {
      id: "status",
      ...{ method: "GET", path: "/api/v1/status", key: false, status: 200, answer: contract.StatusSchema },
      ...{ summary: "Is it up?", description: "The first call: it needs no key.", problems: [], example: {} },
    },
    {
      id: "create",
      ...{ method: "POST", path: list, key: true, status: 201, answer: contract.ItemSchema },
      body: contract.NewItemSchema,
      summary: `Store an ${singular}`.replace(/an (?![aeiou])/, "a "),
      description:
        "With an Idempotency-Key header, asking again within a day answers with what was stored the first time.",
      problems: [...AUTHENTICATED, "bad-request", "plan-limit", "invalid"],
      example: { body: { name: "First", data: { colour: "green", size: 3 } } },
    },
    {
      id: "list",
      ...{ method: "GET", path: list, key: true, status: 200, answer: contract.ItemPageSchema },
      query: contract.ListQuerySchema,
      summary: `List and search ${resource}`,
      description: "The newest first, page by page.",
      problems: [...AUTHENTICATED, "invalid"],
      example: { query: "?q=green&limit=10" },
    },
    {
      id: "read",
      ...{ method: "GET", path: one, key: true, status: 200, answer: contract.ItemSchema },
      summary: "Read one",
      description: "By its id.",
      problems: [...AUTHENTICATED, "not-found"],
      example: {},
    },
    {
      id: "change",
      ...{ method: "PATCH", path: one, key: true, status: 200, answer: contract.ItemSchema },
      body: contract.ItemChangeSchema,
      summary: "Change one",
      description: "What is not named stays; `data` is replaced as a whole.",
      problems: [...AUTHENTICATED, "bad-request", "not-found", "invalid"],
      example: { body: { name: "Renamed" } },
    },
    {
      id: "usage",
      ...{ method: "GET", path: "/api/v1/usage", key: true, status: 200, answer: contract.UsageSchema },
      summary: "What you have used",
      description: "Requests of this month, and what the plan allows.",
      problems: [...AUTHENTICATED],
      example: {},
    },
    {
      id: "delete",
      ...{ method: "DELETE", path: one, key: true, status: 204 },
      summary: "Delete one",
      description: "It can't be undone.",
      problems: [...AUTHENTICATED, "not-found"],
      example: {},
    },
  ] satisfies Operation[];
}

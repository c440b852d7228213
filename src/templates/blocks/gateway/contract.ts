import { z } from "zod";

const MAX_DATA_BYTES = 16_384;

const name = z.string().trim().min(1).max(200).meta({ description: "What it is called" });
const data = z
  .record(z.string().min(1).max(100), z.unknown())
  .refine((value) => JSON.stringify(value).length <= MAX_DATA_BYTES, "At most 16 kB of JSON.")
  .meta({ description: "Any JSON object of at most 16 kB" });

/** What is stored, as the API answers it. */
export const ItemSchema = z
  .strictObject({
    id: z.string().meta({ description: "Given by the service" }),
    name,
    data,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: "Item" });
export type Item = z.infer<typeof ItemSchema>;

export const NewItemSchema = z.strictObject({ name, data: data.default({}) }).meta({ id: "NewItem" });
export const ItemChangeSchema = z
  .strictObject({ name: name.optional(), data: data.optional() })
  .refine((change) => change.name !== undefined || change.data !== undefined, "Say what is to change.")
  .meta({ id: "ItemChange" });

export const ListQuerySchema = z.object({
  q: z.string().trim().max(100).default("").meta({ description: "Only what has this in its name or data" }),
  limit: z.coerce.number().int().min(1).max(100).default(20).meta({ description: "How many at most" }),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .meta({ description: "The next_cursor of the page before" }),
});
export type ListQuery = z.infer<typeof ListQuerySchema>;

export const ItemPageSchema = z
  .strictObject({
    data: z.array(ItemSchema).meta({ description: "The newest first" }),
    next_cursor: z.string().nullable().meta({ description: "null on the last page" }),
  })
  .meta({ id: "ItemPage" });

export const StatusSchema = z
  .strictObject({ status: z.literal("ok"), version: z.literal("v1"), time: z.iso.datetime() })
  .meta({ id: "Status" });

export const UsageSchema = z
  .strictObject({
    month: z.string().meta({ description: "YYYY-MM, UTC" }),
    plan: z.string(),
    used: z.int().min(0),
    limit: z.int().nullable().meta({ description: "null: there is none" }),
    requests_per_minute: z.int().nullable(),
  })
  .meta({ id: "Usage" });

/** What every error looks like (RFC 9457, application/problem+json). */
export const ProblemSchema = z
  .strictObject({
    type: z.string().meta({ description: "Where it is explained" }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "What to change" }),
    errors: z.array(z.strictObject({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem" });

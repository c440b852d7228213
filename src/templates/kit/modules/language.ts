import { z } from "zod";

/**
 * The language in which a feature that no block gives is described: records with typed fields, computed fields, states,
 * views and who may do what. It is data: nothing of it is ever run but formulas (`expression.ts`), which are total,
 * bounded and reach nothing but the records of their module.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f]/;

const words = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => text.trim() !== "" && !CONTROL.test(text), { message: "must be plain text" });
const id = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "must be lower case letters, digits and _");
/** Of a field or computed field; `checkModule` refuses what is reserved. */
const name = id.describe("Not id, state, today, owner, new or another word that means something already");
const formula = z.string().min(1).max(300);

const FieldSchema = z.strictObject({
  name,
  label: words(60),
  kind: z.enum(["text", "prose", "number", "money", "date", "choice", "yes_no", "email", "url", "link"]),
  required: z.boolean().default(false),
  choices: z.array(words(60)).max(30).default([]).describe("Of a choice"),
  of: id.optional().describe("Of a link: the kind of record it names"),
  min: z.number().optional().describe("Least number"),
  max: z.number().optional().describe("Greatest number"),
  hint: words(140).optional(),
});
export type ModuleField = z.infer<typeof FieldSchema>;

const ComputedSchema = z.strictObject({
  name,
  label: words(60),
  kind: z.enum(["text", "number", "money", "date", "yes_no"]).describe("How its value is shown"),
  formula,
});

const RuleSchema = z.strictObject({
  field: id.describe("At which field the message stands"),
  check: formula.describe("Has to be true of a record, or nothing is stored"),
  message: words(140),
});

const StateSchema = z.strictObject({
  id,
  label: words(40),
  tone: z.enum(["plain", "good", "bad"]).default("plain"),
});

const MoveSchema = z.strictObject({
  from: z.array(id).min(1).max(10),
  to: id,
  label: words(40).describe("What the button says"),
  by: z.enum(["owner", "anyone"]).default("anyone").describe("anyone: whoever may change the record"),
});

const FigureSchema = z.strictObject({
  label: words(60),
  kind: z.enum(["number", "money"]),
  formula: formula.describe("Over all records, such as sum(expenses, amount)"),
});

const ChartSchema = z.strictObject({
  form: z.enum(["bar", "line"]),
  title: words(80),
  by: id.describe("A choice, a date or computed date (by month), or `state`"),
  value: formula.default("1").describe("Added up; of one record"),
  kind: z.enum(["number", "money"]).default("number"),
});

const NoticeSchema = z.strictObject({
  on: z.enum(["added", "moved"]),
  when: formula.default("true").describe("Of the record as it is then"),
  to: id.describe("`owner`, or an e-mail field of the record"),
  subject: words(120),
  text: words(500).describe("{name} stands for the value of a field or computed field"),
});
export type Notice = z.infer<typeof NoticeSchema>;

const AccessSchema = z.strictObject({
  add: z.enum(["everyone", "users", "owner"]),
  see: z
    .enum(["everyone", "users", "own", "owner"])
    .describe("own: users see what they added themselves; the owner always sees all"),
  change: z
    .enum(["users", "own", "owner"])
    .describe("users: whoever is signed in; own: whoever added it; the owner always"),
});
export type Access = z.infer<typeof AccessSchema>;

const KindSchema = z.strictObject({
  id,
  singular: words(40),
  plural: words(40),
  fields: z.array(FieldSchema).min(1).max(16),
  computed: z.array(ComputedSchema).max(10).default([]),
  rules: z.array(RuleSchema).max(10).default([]),
  states: z
    .array(StateSchema)
    .max(8)
    .default([])
    .describe("The first is that of a new record; none: no states"),
  moves: z.array(MoveSchema).max(16).default([]),
  columns: z.array(id).min(1).max(7).describe("Of the list; the first one links to the record"),
  sort: z.strictObject({ by: id, descending: z.boolean().default(false) }).optional(),
  months: id.optional().describe("A date by which records are also shown month by month"),
  board: z.boolean().default(false).describe("Whether they are also shown side by side by state"),
  figures: z.array(FigureSchema).max(4).default([]),
  chart: ChartSchema.optional(),
  access: AccessSchema,
  notices: z.array(NoticeSchema).max(4).default([]),
});
export type RecordKind = z.infer<typeof KindSchema>;

const value = z.union([z.string().max(500), z.number(), z.boolean()]);

const ExampleSchema = z.strictObject({
  kind: id,
  values: z.record(id, value).describe("A link is the number of an example before it, from 1"),
  expect: z.record(id, value.nullable()).default({}).describe("Computed fields once all examples are there"),
});
export type ModuleExample = z.infer<typeof ExampleSchema>;

/** A feature that no block gives, as records of one to four kinds. The first kind is what people come for. */
export const ModuleSchema = z.strictObject({
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  title: words(120),
  feature: z.string().min(1).max(5_000).describe("The feature it makes real, in the user's words"),
  summary: words(300).describe("One sentence for visitors"),
  made_by: z.enum(["recipe", "model"]),
  kinds: z.array(KindSchema).min(1).max(4),
  examples: z
    .array(ExampleSchema)
    .max(8)
    .default([])
    .describe("What the module's own test enters and expects"),
});
export type FeatureModule = z.infer<typeof ModuleSchema>;

/** Words that would take the place of something else in a formula, an address or an export. */
export const RESERVED: ReadonlySet<string> = new Set([
  ...["id", "today", "state", "true", "false", "and", "or", "not", "owner", "new", "thanks", "to"],
  "constructor",
]);

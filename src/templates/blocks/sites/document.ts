import { randomBytes } from "node:crypto";
import { z } from "zod";

const text = (max: number) =>
  z.string().trim().min(1, "Please fill this in.").max(max, `At most ${max} characters, please.`);
const slug = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, "Lower-case letters, digits and hyphens, please.");

/** Where a button may lead: a page of the site, another web page, or an e-mail address. */
export const TargetSchema = z
  .string("Please enter where it leads.")
  .trim()
  .max(500, "At most 500 characters, please.")
  .refine(
    (target) => /^(?:https?:\/\/[^\s]+|mailto:[^\s@]+@[^\s@]+|#?[a-z0-9-]+)$/i.test(target),
    "The slug of a page, an address like https://example.com, or mailto:name@example.com, please.",
  );

export const FORM_FIELD_KINDS = ["text", "email", "number", "long text"] as const;
const FormFieldSchema = z.strictObject({
  label: text(100),
  kind: z.enum(FORM_FIELD_KINDS),
  required: z.boolean(),
});
export type FormField = z.infer<typeof FormFieldSchema>;

const common = { id: z.string().regex(/^[a-z0-9]{8,16}$/) };
/** What a page can be made of. Every text is plain text. */
export const PartSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...common, kind: z.literal("heading"), text: text(200) }),
  z.strictObject({ ...common, kind: z.literal("text"), text: text(5_000) }),
  z.strictObject({
    ...common,
    kind: z.literal("list"),
    items: z.array(text(300)).min(1, "Please enter an item.").max(30, "At most 30 items, please."),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("quote"),
    text: text(1_000),
    who: z.string().trim().max(100, "At most 100 characters, please."),
  }),
  z.strictObject({ ...common, kind: z.literal("button"), label: text(60), target: TargetSchema }),
  z.strictObject({ ...common, kind: z.literal("divider") }),
  z.strictObject({
    ...common,
    kind: z.literal("form"),
    title: text(100),
    submit: text(40),
    thanks: text(300),
    fields: z.array(FormFieldSchema).min(1, "A form needs a field.").max(12, "At most 12 fields, please."),
  }),
]);
export type Part = z.infer<typeof PartSchema>;
export type PartKind = Part["kind"];
export const PART_KINDS = [
  "heading",
  "text",
  "list",
  "quote",
  "button",
  "divider",
  "form",
] as const satisfies readonly PartKind[];

export const LIMITS = { pages: 20, parts: 60 } as const;

export const SitePageSchema = z.strictObject({
  slug,
  title: text(100),
  parts: z.array(PartSchema).max(LIMITS.parts),
});
export type SitePage = z.infer<typeof SitePageSchema>;

/** A whole site; its first page is the front page. */
export const DocumentSchema = z.strictObject({ pages: z.array(SitePageSchema).min(1).max(LIMITS.pages) });
export type SiteDocument = z.infer<typeof DocumentSchema>;

export const newPartId = () => randomBytes(6).toString("hex");

/** A fresh part with something to see in it. */
export function emptyPart(kind: PartKind): Part {
  const id = newPartId();
  switch (kind) {
    case "heading":
      return { id, kind, text: "A new heading" };
    case "text":
      return { id, kind, text: "Write what visitors should know." };
    case "list":
      return { id, kind, items: ["First point", "Second point"] };
    case "quote":
      return { id, kind, text: "Something worth quoting.", who: "" };
    case "button":
      return { id, kind, label: "Read more", target: "home" };
    case "divider":
      return { id, kind };
    case "form":
      return {
        id,
        kind,
        title: "Get in touch",
        submit: "Send",
        thanks: "Thank you, we will answer soon.",
        fields: [
          { label: "Your name", kind: "text", required: true },
          { label: "E-mail", kind: "email", required: true },
          { label: "Message", kind: "long text", required: true },
        ],
      };
  }
}

/** The parts with one of them moved by a number of places; at the ends it stays. */
export function movePart(parts: readonly Part[], id: string, by: number): Part[] {
  const from = parts.findIndex((part) => part.id === id);
  const moved = parts[from];
  if (!moved) return [...parts];
  const rest = parts.filter((part) => part.id !== id);
  const to = Math.min(rest.length, Math.max(0, from + by));
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

/** The parts in a given order; ids that are missing keep their order at the end, unknown ones are ignored. */
export function orderParts(parts: readonly Part[], ids: readonly string[]): Part[] {
  const place = new Map(ids.map((id, at) => [id, at]));
  const at = (part: Part, index: number) => place.get(part.id) ?? ids.length + index;
  return parts
    .map((part, index) => ({ part, at: at(part, index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ part }) => part);
}

/** What a form field is called in a submission. */
export const fieldName = (index: number) => `field_${index + 1}`;

const FILLED: Readonly<Record<FormField["kind"], z.ZodType<string, string>>> = {
  text: z.string().max(300, "At most 300 characters, please."),
  "long text": z.string().max(5_000, "At most 5,000 characters, please."),
  email: z
    .email("Please enter an e-mail address like name@example.com.")
    .max(254, "This address is too long."),
  number: z.string().regex(/^-?\d{1,12}([.,]\d{1,6})?$/, "A number like 12 or 12.5, please."),
};

/** The schema of what visitors send: a text for each field, by `fieldName`. */
export function submissionSchema(fields: readonly FormField[]): z.ZodType<Record<string, string>> {
  const checks = fields.map(({ kind, required }, index) => {
    const schema = z
      .string(required ? "Please fill this in." : undefined)
      .trim()
      .default("")
      .superRefine((value, context) => {
        if (value === "" && !required) return;
        const parsed = value === "" ? undefined : FILLED[kind].safeParse(value);
        const message = parsed ? parsed.error?.issues[0]?.message : "Please fill this in.";
        if (message) context.addIssue({ code: "custom", message });
      });
    return [fieldName(index), schema] as const;
  });
  return z.object(Object.fromEntries(checks));
}

import { slugify } from "../../state/slug.ts";

/** `business.modules` of business.json: what the records block makes pages of. */
export interface ModuleField {
  readonly name: string;
  readonly label: string;
  readonly kind: "text" | "prose" | "number" | "date" | "choice" | "email" | "url" | "yes_no";
  readonly required: boolean;
  readonly choices: string[];
}

export interface RecordsModule {
  readonly slug: string;
  readonly title: string;
  readonly feature: string;
  readonly singular: string;
  readonly fields: ModuleField[];
}

const field = (
  label: string,
  kind: ModuleField["kind"],
  { required = false, choices = [] }: { required?: boolean; choices?: string[] } = {},
): ModuleField => ({
  name: label.toLowerCase().replace(/[^a-z0-9]+/g, "_"),
  label,
  kind,
  required,
  choices,
});

/** What to keep besides a name and notes, by the words of a feature; the first groups that match are used. */
const FIELDS_BY_WORD: readonly (readonly [RegExp, readonly ModuleField[]])[] = [
  [
    /forecast|budget|cash|revenue|expens|cost|invoice|payment|price|quote|financ|balance|payroll|tax/,
    [
      field("Amount", "number", { required: true }),
      field("Date", "date", { required: true }),
      field("Direction", "choice", { choices: ["Incoming", "Outgoing"] }),
    ],
  ],
  [/categor|tag|label|classif/, [field("Category", "text", { required: true }), field("Date", "date")]],
  [
    /schedul|calendar|appointment|booking|reminder|deadline|event|shift|meeting/,
    [field("Date", "date", { required: true }), field("Who", "text"), field("Done", "yes_no")],
  ],
  [
    /task|project|ticket|issue|approval|sign-off|checklist|workflow|onboarding/,
    [
      field("Status", "choice", { required: true, choices: ["Open", "In progress", "Done"] }),
      field("Due", "date"),
      field("Assigned to", "text"),
    ],
  ],
  [
    /customer|client|contact|lead|member|team|staff|people|partner|supplier|vendor/,
    [field("E-mail", "email"), field("Company", "text")],
  ],
  [
    /stock|inventory|asset|equipment|material|warehouse/,
    [field("Quantity", "number", { required: true }), field("Location", "text")],
  ],
  [
    /report|analy|insight|metric|goal|kpi|score|track/,
    [field("Value", "number", { required: true }), field("Date", "date", { required: true })],
  ],
  [
    /link|bookmark|integration|import|website|url|api|webhook|connect/,
    [field("Address", "url"), field("Active", "yes_no")],
  ],
  [
    /review|feedback|rating|survey|poll/,
    [
      field("Rating", "choice", { required: true, choices: ["5", "4", "3", "2", "1"] }),
      field("E-mail", "email"),
    ],
  ],
];

const MAX_TITLE = 80;

/** An honest module for a feature that no block gives: a list, a form, details and an export, named for it. */
export function recordsModule(feature: string, taken: ReadonlySet<string>): RecordsModule {
  const title = shorten(feature, MAX_TITLE);
  const matching = FIELDS_BY_WORD.filter(([words]) => words.test(feature.toLowerCase())).slice(0, 2);
  const fields = [
    field("Name", "text", { required: true }),
    ...matching.flatMap(([, more]) => more),
    field("Notes", "prose"),
  ];
  return {
    slug: freeSlug(slugify(feature), taken),
    title,
    feature,
    singular: "Entry",
    fields: [...new Map(fields.map((one) => [one.name, one])).values()],
  };
}

function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  for (let number = 2; ; number += 1) {
    const next = `${slug}-${number}`;
    if (!taken.has(next)) return next;
  }
}

export function shorten(text: string, max: number): string {
  const characters = [...text.trim()];
  return characters.length <= max
    ? characters.join("")
    : `${characters
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`;
}

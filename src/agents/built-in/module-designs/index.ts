import { type Design, field, must, NOTES, WORK } from "./design.ts";
import { PEOPLE } from "./people.ts";
import { RECORDS } from "./records.ts";
import { REQUESTS_AND_MONEY } from "./requests-and-money.ts";
import { TIME_AND_THINGS } from "./time-and-things.ts";

export type { Design, DesignedKind } from "./design.ts";

/** Tried in this order; the first whose words are in the feature is used. */
export const DESIGNS: readonly Design[] = [...REQUESTS_AND_MONEY, ...TIME_AND_THINGS, ...PEOPLE, ...RECORDS];

/** For a feature whose words say nothing that is known. */
export const PLAIN_DESIGN: Omit<Design, "words"> = {
  summary: "Keep it in one list: add entries, find them, change them, export them.",
  use: "own",
  kind: {
    id: "entry",
    singular: "Entry",
    plural: "Entries",
    fields: [must("Name", "text"), field("Date", "date"), field("Category", "text"), NOTES],
    columns: ["name", "date", "category"],
    months: "date",
    ...WORK,
  },
};

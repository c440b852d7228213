import { slugify } from "../../state/slug.ts";
import {
  type Access,
  type FeatureModule,
  ModuleSchema,
  type RecordKind,
} from "../../templates/kit/modules/language.ts";
import { DESIGNS, type Design, type DesignedKind, PLAIN_DESIGN } from "./module-designs/index.ts";
import { shorten } from "./shorten.ts";

const MAX_TITLE = 80;

/** Who may do what with the records of a first kind and of those below it, with and without accounts. */
const ACCESS: Readonly<Record<Design["use"], readonly [Access, Access]>> = {
  inbox: [
    { add: "everyone", see: "owner", change: "owner" },
    { add: "owner", see: "owner", change: "owner" },
  ],
  own: [
    { add: "users", see: "own", change: "own" },
    { add: "users", see: "own", change: "own" },
  ],
  open: [
    { add: "owner", see: "everyone", change: "owner" },
    { add: "everyone", see: "owner", change: "owner" },
  ],
};
const OWNERS: Access = { add: "owner", see: "owner", change: "owner" };
const SENT_IN: Access = { add: "everyone", see: "owner", change: "owner" };

/** An honest module for a feature that no block gives, designed by its words. Pure. */
export function recordsModule(
  feature: string,
  taken: ReadonlySet<string>,
  { accounts }: { readonly accounts: boolean },
): FeatureModule {
  const words = feature.toLowerCase();
  // From the beginning of a word: "collaborating" is no rating.
  const begins = ({ words: known }: Design) => new RegExp(`\\b(?:${known.source})`).test(words);
  const design = DESIGNS.find(begins) ?? PLAIN_DESIGN;
  return ModuleSchema.parse({
    slug: freeSlug(slugify(feature), taken),
    title: titleOf(feature),
    feature,
    summary: design.summary,
    made_by: "recipe",
    kinds: kindsOf(design, accounts),
  });
}

function kindsOf({ kind, below, use }: Omit<Design, "words">, accounts: boolean): Partial<RecordKind>[] {
  const [first, second] = ACCESS[use];
  const alone = below ? OWNERS : SENT_IN;
  const withAccess = (one: DesignedKind, access: Access) => ({ ...one, access });
  // Where nobody can sign in, nothing is anybody's own: it is sent in, or the owner's.
  const own = use === "own" && !accounts;
  const kinds = [withAccess(kind, own ? alone : first)];
  return below ? [...kinds, withAccess(below, own ? OWNERS : second)] : kinds;
}

/** The feature as a heading: on one line, without what is no text. */
function titleOf(feature: string): string {
  const text = feature.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return shorten(text === "" ? "Records" : text, MAX_TITLE);
}

function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  for (let number = 2; ; number += 1) {
    const next = `${slug}-${number}`;
    if (!taken.has(next)) return next;
  }
}

import type { IdeaSeeds } from "../../state/archetype.ts";
import type { Random } from "../../state/random.ts";
import { LIMITS } from "../../state/text.ts";
import { fitLine } from "./fit.ts";

const MODIFIERS = (
  "North Bright Open Clear Swift Kind True Prime Fair Silver Quiet Bold Solid Simple First Next Daily Common " +
  "Urban Golden Green Blue Copper Amber Maple Harbor Summit River Coastal Steady Honest Brisk Lucid Modern " +
  "Lively Ready Sunny Native Noble Vivid"
).split(" ");
const MAX_DRAWS = 64;

const PLACEHOLDER = new RegExp(
  "^[\\s<\\[{(\"']*(?:" +
    "(?:unnamed|untitled|placeholder|my|your|new|sample|example|test|default|generic|some|the|an?)?\\s*" +
    "(?:business|company|start-?up|project|product|app|brand)?\\s*(?:name|idea|here)?" +
    "|tb[acd]|to-?do|n/?a|none|null|undefined|unknown|string|lorem ipsum.*" +
    ")[\\s>\\]})\"'.!]*$",
  "i",
);

/** True for what stands where a name is still missing: "Unnamed Business", "TBD", "[Your company]". */
export function isPlaceholderName(name: string): boolean {
  return PLACEHOLDER.test(name);
}

type NameParts = Pick<IdeaSeeds, "name_roots" | "name_suffixes">;

/** A name from roots and suffixes that is none of `taken` (compared by letters and digits only). */
export function inventName(parts: NameParts, random: Random, taken: readonly string[]): string {
  const used = new Set(taken.map(comparable));
  const free = (name: string) => !isPlaceholderName(name) && !used.has(comparable(name));
  let name = "";
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    name = drawName(parts, random);
    if (free(name)) return name;
  }
  const base = fitLine(name, LIMITS.name.max - 12);
  let number = 2;
  while (!free(`${base} ${number}`)) number++;
  return `${base} ${number}`;
}

/** Every combination of every form is equally likely. */
function drawName({ name_roots: roots, name_suffixes: suffixes }: NameParts, random: Random): string {
  const separate = suffixes.filter((suffix) => /^\p{Lu}/u.test(suffix));
  const forms = [
    { count: roots.length * suffixes.length, draw: () => fuse(random.pick(roots), random.pick(suffixes)) },
    {
      count: roots.length * separate.length,
      draw: () => `${random.pick(roots)} ${random.pick(separate)}`,
    },
    { count: roots.length * MODIFIERS.length, draw: () => `${random.pick(MODIFIERS)} ${random.pick(roots)}` },
    {
      count: roots.length * (roots.length - 1),
      draw: () => {
        const [one = "", two = ""] = random.shuffle(roots);
        return fuse(one, two);
      },
    },
  ];
  let at = random.int(forms.reduce((sum, { count }) => sum + count, 0));
  const form = forms.find(({ count }) => {
    at -= count;
    return at < 0;
  });
  const name = fitLine(form?.draw() ?? "", LIMITS.name.max);
  return name.length < LIMITS.name.min ? `${name} Works`.trim() : name;
}

/** "Ledger" + "ly", "Ledger" + "Hub"; parts of several words, and repetitions, stay apart. */
function fuse(first: string, second: string): string {
  const apart = /\s/.test(first + second) || first.toLowerCase().endsWith(second.toLowerCase());
  return apart ? `${first} ${second.charAt(0).toUpperCase()}${second.slice(1)}` : first + second;
}

function comparable(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

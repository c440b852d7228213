import type { Archetype, IdeaSeeds } from "../../state/archetype.ts";
import type { BusinessRequirements, RequirementsInput } from "../../state/business.ts";
import type { SimilarBusiness } from "../../state/idea.ts";
import { createRandom, hashSeed, type Random } from "../../state/random.ts";
import { LIMITS } from "../../state/text.ts";
import { archetypeDefaults } from "./archetype-defaults.ts";
import { inventName } from "./business-name.ts";
import { fitLine, fitList } from "./fit.ts";
import { commonNoun, joinList, midSentence, sentence, withArticle } from "./wording.ts";

export interface LocalIdeaInput {
  readonly archetype: Archetype;
  readonly seed: number;
  /** What the user has decided; kept verbatim. */
  readonly given: RequirementsInput;
  readonly similar: readonly EarlierRun[];
}

/** What earlier runs teach about an idea. */
type EarlierRun = Pick<SimilarBusiness, "name" | "success" | "features"> &
  Partial<Pick<SimilarBusiness, "failures">>;

/** Typical features on top of the signature ones: 2 to 4. */
const EXTRA_FEATURES = { min: 2, choices: 3 };
/** Features named in the description. */
const NAMED_FEATURES = 2;

/**
 * An idea without a model: the archetype's seeds combined by `seed`. Pure; the same input gives the same idea.
 * Names of similar businesses are avoided, one feature that worked for them is taken over, and features that
 * failed for them are chosen last.
 */
export function generateIdeaLocally({
  archetype,
  seed,
  given,
  similar,
}: LocalIdeaInput): BusinessRequirements {
  const random = createRandom(hashSeed("idea", archetype.business_type, seed));
  const seeds = cleanSeeds(archetype.idea ?? derivedSeeds(archetype));
  const taken = similar.map(({ name }) => name);
  const invented = {
    ...archetypeDefaults(archetype),
    target_audience: fitLine(random.pick(seeds.audiences)),
    name: inventName(seeds, random, taken),
    mvp_features: chooseFeatures(archetype, random, similar),
  };
  const requirements = { ...invented, ...given, business_type: archetype.business_type };
  return {
    ...requirements,
    description: given.description ?? describe(requirements, seeds, archetype, random),
  };
}

function chooseFeatures(archetype: Archetype, random: Random, similar: LocalIdeaInput["similar"]): string[] {
  const signature = fitList(
    archetype.signature_features,
    LIMITS.features,
    fitLine(archetype.title) || "Home page",
  );
  const known = new Set(signature.map((feature) => feature.toLowerCase()));
  const worked = new Set(
    similar.flatMap(({ success, features }) =>
      success ? features.map((feature) => feature.toLowerCase()) : [],
    ),
  );
  const typical = archetype.typical_features.filter((feature) => !known.has(fitLine(feature).toLowerCase()));
  const drawn = random.shuffle(typical);
  const failed = failedFeatures(similar);
  const hasFailed = (feature: string) => failed.has(feature.toLowerCase());
  const shuffled = [...drawn.filter((feature) => !hasFailed(feature)), ...drawn.filter(hasFailed)];
  const proven = shuffled.find((feature) => worked.has(feature.toLowerCase()) && !hasFailed(feature));
  const ranked =
    proven === undefined ? shuffled : [proven, ...shuffled.filter((feature) => feature !== proven)];
  const chosen = new Set(ranked.slice(0, EXTRA_FEATURES.min + random.int(EXTRA_FEATURES.choices)));
  // In the archetype's order, which goes from basic to advanced.
  const extra = typical.filter((feature) => chosen.has(feature));
  return fitList([...signature, ...extra], LIMITS.features, "Home page");
}

/** Features whose own steps failed in earlier runs, whether or not the run survived it. */
function failedFeatures(similar: readonly EarlierRun[]): Set<string> {
  return new Set(
    similar.flatMap(({ failures = [] }) => failures.flatMap(({ feature }) => feature?.toLowerCase() ?? [])),
  );
}

type Described = Omit<BusinessRequirements, "description">;

/** What it is, for whom, which problem, what is different, how it earns: two to three sentences. */
function describe(idea: Described, seeds: IdeaSeeds, { title }: Archetype, random: Random): string {
  const { name, target_audience, monetization, mvp_features } = idea;
  const audience = midSentence(target_audience);
  const problem = midSentence(random.pick(seeds.problems));
  const noun = commonNoun(fitLine(title));
  const angle = sentence(fitLine(random.pick(seeds.angles)));
  const features = joinList(random.shuffle(mvp_features).slice(0, NAMED_FEATURES).map(midSentence));
  const money = midSentence(monetization);
  const opening = random.pick([
    `${name} is ${withArticle(noun)} that helps ${audience} ${problem}.`,
    `Built for ${audience}, ${name} is ${withArticle(noun)} that helps them ${problem}.`,
    `As ${withArticle(noun)}, ${name} helps ${audience} ${problem}.`,
  ]);
  const closing = random.pick([
    `It launches with ${features}; the business model is ${money}.`,
    `The first release brings ${features}, and the business model is ${money}.`,
    `Customers start with ${features}, on a plain business model: ${money}.`,
  ]);
  return fitLine(`${opening} ${angle} ${closing}`, LIMITS.description.max);
}

const PLAIN_SUFFIXES = ["Works", "Hub", "Lab", "Desk", "Flow", "Base", "Studio", "Loop", "Point", "Craft"];
const PLAIN_ANGLES = [
  "It does one job well and keeps everything else out of the way.",
  "It is ready on the first day, with nothing to install and nobody to train.",
  "It replaces a handful of separate tools with one clear place to work.",
  "It shows what it does and why, so that people can trust the outcome.",
  "It starts small and cheap and grows along with its customers.",
];
/** Words of a title that say nothing about the business. */
const FILLER = new Set(["and", "the", "for", "with", "from", "your", "that", "into"]);

/** Stand-ins for an archetype without idea seeds, from its title, market and features. */
function derivedSeeds({ title, target_market, signature_features, typical_features }: Archetype): IdeaSeeds {
  const features = [...signature_features, ...typical_features].map((feature) => fitLine(feature, 120));
  const words = [title, ...features].flatMap((text) => text.match(/\p{L}{3,14}/gu) ?? []);
  const roots = words.filter((word) => !FILLER.has(word.toLowerCase())).map(capitalised);
  return {
    audiences: [target_market],
    problems: features.flatMap((feature) => [
      `get ${midSentence(feature)} up and running without a long project`,
      `spend less time and money on ${midSentence(feature)}`,
    ]),
    name_roots: [...new Set(roots)],
    name_suffixes: PLAIN_SUFFIXES,
    angles: PLAIN_ANGLES,
  };
}

/** Seeds within the limits, none of them blank, no list empty. */
function cleanSeeds(seeds: IdeaSeeds): IdeaSeeds {
  return {
    audiences: fitList(seeds.audiences, Infinity, "small businesses"),
    problems: fitList(seeds.problems, Infinity, "get their work done faster"),
    name_roots: fitList(seeds.name_roots, Infinity, "Venture"),
    name_suffixes: fitList(seeds.name_suffixes, Infinity, "Works"),
    angles: fitList(seeds.angles, Infinity, "It does one job well."),
  };
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

import type { Archetype } from "../../state/archetype.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import type { BlockManifest } from "../../state/product.ts";
import { createRandom, hashSeed, type Random } from "../../state/random.ts";
import type { FeatureDelivery } from "./product-spec.ts";
import { shorten } from "./shorten.ts";

/** The words of a product: parts of business.json, plain text. */
export interface Copy {
  readonly tagline: string;
  readonly hero: {
    readonly title: string;
    readonly lead: string;
    readonly action: { readonly label: string; readonly href: string };
  };
  readonly benefits: readonly { readonly title: string; readonly text: string }[];
  readonly features: readonly {
    readonly name: string;
    readonly summary: string;
    readonly href: string | null;
  }[];
  readonly faq: readonly { readonly question: string; readonly answer: string }[];
  readonly help: readonly { readonly title: string; readonly text: string }[];
  readonly seo: { readonly title: string; readonly description: string };
}

export interface CopyInput {
  readonly requirements: BusinessRequirements;
  readonly archetype: Archetype;
  readonly blocks: readonly BlockManifest[];
  readonly deliveries: readonly FeatureDelivery[];
  readonly action: { readonly label: string; readonly href: string };
  readonly seed: number;
}

/** What search engines show of a page: characters of its title and of its description. */
const SEO = { title: 60, description: 155 } as const;
const MAX_HERO = 90;
const MAX_TAGLINE = 110;
/** What the front page and the help page have room for. */
const MAX_SHOWN = 60;

/** Writes the copy from what is known: the requirements and what the product can do. Nothing is made up. */
export function copyOf(given: CopyInput): Copy {
  const audience = inSentence(given.requirements.target_audience);
  const input = { ...given, requirements: { ...given.requirements, target_audience: audience } };
  const { requirements, action, seed, deliveries } = input;
  const random = createRandom(hashSeed("copy", seed));
  const promise = promiseOf(requirements);
  const tagline = shorten(promise ?? taglineOf(input, random), MAX_TAGLINE);
  return {
    tagline,
    hero: {
      title: shorten(promise ?? heroTitle(input, random), MAX_HERO),
      lead: leadOf(requirements),
      action,
    },
    benefits: benefitsOf(input, random),
    features: deliveries.slice(0, MAX_SHOWN).map((delivery) => ({
      name: delivery.title,
      summary: summaryOf(delivery, requirements),
      href: delivery.href,
    })),
    faq: faqOf(input),
    help: helpOf(input),
    seo: {
      title: shorten(`${requirements.name}: ${tagline}`, SEO.title),
      description: shorten(firstSentences(requirements.description, SEO.description), SEO.description),
    },
  };
}

/** "... helps <audience> <do something>." says best what the product is for. */
function promiseOf({ description, target_audience }: BusinessRequirements): string | undefined {
  const [opening = ""] = description.split(/[.!?](?:\s|$)/);
  const start = ["them", target_audience]
    .map((who) => ` helps ${who} `)
    .find((phrase) => opening.toLowerCase().includes(phrase.toLowerCase()));
  if (start === undefined) return undefined;
  const promise = opening.slice(opening.toLowerCase().indexOf(start.toLowerCase()) + start.length).trim();
  return promise.length < 8 ? undefined : capital(promise);
}

function taglineOf({ requirements, deliveries }: CopyInput, random: Random): string {
  const { target_audience } = requirements;
  const [first = "", second] = deliveries.map(({ title }) => title);
  const pair = second === undefined ? first : `${first} and ${lower(second)}`;
  return random.pick([
    `${pair} for ${target_audience}`,
    `${pair}, made for ${target_audience}`,
    `Made for ${target_audience}: ${lower(pair)}`,
  ]);
}

function heroTitle({ requirements, deliveries }: CopyInput, random: Random): string {
  const { target_audience, name } = requirements;
  const [first = name] = deliveries.map(({ title }) => title);
  return random.pick([
    `${first} for ${target_audience}`,
    `${name}: ${lower(first)} for ${target_audience}`,
    `${first}, ready when ${target_audience} need it`,
  ]);
}

/** What it is and what is different about it: the first two sentences. */
function leadOf({ description }: BusinessRequirements): string {
  return firstSentences(sentences(description).slice(0, 2).join(" "), 320);
}

const BENEFITS_BY_TRAIT = {
  commerce: {
    title: "Prices you can see",
    text: "What something costs is shown before you decide, and every payment leaves a receipt.",
  },
  support: {
    title: "Help that is part of it",
    text: "The help page answers common questions in plain words, and a person reads what you write.",
  },
} as const;

const COMMON_BENEFITS = [
  { title: "Yours to take along", text: "What you enter stays yours: it can be exported and deleted." },
  {
    title: "Private by default",
    text: "No trackers and no third-party cookies. Use is counted by day, never by person.",
  },
  {
    title: "Works on what you have",
    text: "Any browser, phone or computer; pages stay light and work without scripts.",
  },
  { title: "Nothing to install", text: "Open the page and start. Updates arrive by themselves." },
] as const;

function benefitsOf(
  { requirements, archetype, deliveries, blocks }: CopyInput,
  random: Random,
): Copy["benefits"] {
  const { target_audience } = requirements;
  const [first] = deliveries;
  const angle = sentences(requirements.description)
    .slice(1)
    .find((one) => one.length <= 140);
  const lead = first && {
    title: shorten(`Made for ${target_audience}`, 70),
    text: angle ?? `It starts with what matters to ${target_audience}: ${listed(deliveries.slice(0, 3))}.`,
  };
  const traits = [
    ...(blocks.some(({ capabilities }) => capabilities.includes("payments")) && archetype.traits.commerce
      ? [BENEFITS_BY_TRAIT.commerce]
      : []),
    ...(archetype.traits.customer_facing ? [BENEFITS_BY_TRAIT.support] : []),
  ];
  return [...(lead ? [lead] : []), ...traits, ...random.shuffle(COMMON_BENEFITS)].slice(0, 4);
}

function summaryOf({ says, feature }: FeatureDelivery, { target_audience }: BusinessRequirements): string {
  return says ?? `Keeps what ${target_audience} need for "${shorten(feature, 80)}" in one place.`;
}

function faqOf({ requirements, archetype, deliveries }: CopyInput): Copy["faq"] {
  const { name, target_audience, monetization } = requirements;
  return [
    { question: `Who is ${name} for?`, answer: `${capital(target_audience)}. ${leadOf(requirements)}` },
    {
      question: `What can I do with ${name}?`,
      answer: `${capital(listed(deliveries.slice(0, 8)))}. Each is described on the start page, with a link to it.`,
    },
    { question: `What does ${name} cost?`, answer: costOf(monetization, archetype.traits.commerce) },
    {
      question: "What happens to my data?",
      answer:
        "It is stored with this product and used for nothing else. Lists can be exported, and you can ask for everything about you to be deleted.",
    },
    {
      question: "Which devices does it work on?",
      answer: "On any current browser, on a phone as well as on a computer. There is nothing to install.",
    },
  ].map(({ question, answer }) => ({ question, answer: shorten(answer, 1_500) }));
}

function costOf(monetization: string, commerce: boolean): string {
  const model = `The pricing is: ${monetization.replace(/[.\s]+$/, "")}.`;
  return commerce ? `${model} The current prices are shown before you pay anything.` : model;
}

function helpOf({ requirements, deliveries, blocks, action }: CopyInput): Copy["help"] {
  const { name } = requirements;
  const start = {
    title: `Start with ${name}`,
    text: blocks.some(({ id }) => id === "accounts")
      ? `Choose "${action.label}" on the start page. An account needs a name, an e-mail address and a password of at least 10 characters.`
      : `Choose "${action.label}" on the start page; no account is needed.`,
  };
  const topics = deliveries.slice(0, 20).map((delivery) => ({
    title: delivery.title,
    text:
      delivery.module !== undefined
        ? "Open its page from the start page. Add an entry with the form, open one to change or delete it, and use Export for a CSV file."
        : summaryOf(delivery, requirements),
  }));
  return [start, ...topics];
}

/** First words of audiences that are written small within a sentence; others may be names, such as German or Etsy. */
const PLAIN_OPENING =
  /^(?:Small|Medium|Large|Local|Independent|Freelance|Busy|New|Young|Remote|Solo|Early|Online|Growing|Teams?|People|Owners?|Founders?|Developers?|Freelancers?|Companies|Businesses|Agencies|Shops?|Students?|Teachers?|Parents?|Families|Creators?|Writers?|Marketers?|Managers?|Makers?|Anyone|Everyone|Those)\b/;

/** An audience as it stands within a sentence. */
export function inSentence(audience: string): string {
  return PLAIN_OPENING.test(audience) ? lower(audience) : audience;
}

function listed(deliveries: readonly FeatureDelivery[]): string {
  const names = deliveries.map(({ title }) => lower(title));
  const last = names.pop();
  return names.length === 0 ? (last ?? "what it was made for") : `${names.join(", ")} and ${last}`;
}

function sentences(text: string): string[] {
  return text.split(/(?<=[.!?])\s+/).filter((sentence) => sentence.trim() !== "");
}

/** As many whole sentences as fit; the first one in any case. */
function firstSentences(text: string, max: number): string {
  const [first = text, ...more] = sentences(text);
  let result = first;
  for (const sentence of more) {
    if (result.length + sentence.length + 1 > max) break;
    result += ` ${sentence}`;
  }
  return shorten(result, Math.max(max, 1));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Lower case at the start, unless the word is an abbreviation or a name such as CSV or GitHub. */
function lower(text: string): string {
  return /^(?:A|\p{Lu}\p{Ll}+)(?:[\s,-]|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** What a buyer looks for. */
export interface Wish {
  readonly words: string;
  /** Empty when any will do. */
  readonly category: string;
  /** null when the price does not matter. */
  readonly max_cents: number | null;
  readonly place: string;
  /** 1 when it can be had at a distance too. */
  readonly remote: number;
}

/** What is offered. */
export interface Offer {
  readonly id: number;
  readonly title: string;
  readonly category: string;
  readonly description: string;
  readonly price_cents: number;
  readonly place: string;
  readonly remote: number;
}

export interface Match<T extends Offer> {
  readonly offer: T;
  /** 0 to 100. */
  readonly score: number;
  /** Why, and what speaks against it, in words. */
  readonly reasons: readonly string[];
}

type Terms = ReadonlyMap<string, string>;
/** What the buyer said, and how much it tells: what few offers have tells most. */
type Wanted = ReadonlyMap<string, { readonly word: string; readonly weight: number }>;

/** Points that each side of a match can bring. */
const WEIGHTS = { words: 40, category: 20, price: 20, place: 20 } as const;
/** An offer that is dearer by more than this share of the budget gets no points for its price. */
const STRETCH = 0.25;
/** An offer that costs this many times the budget is no match at all. */
const TOO_DEAR = 2;
const COMMON = new Set(
  "a an and are as at be but by for from has have i in is it looking me my need of on or our some that the this to want we who with would you".split(
    " ",
  ),
);

/**
 * Ranks offers for a wish: by shared words (rare ones count more, and more in a title), category, price against the
 * budget, and place. What shares neither words nor category, or costs
 * more than twice the budget, is no match.
 */
export function rank<T extends Offer>(wish: Wish, offers: readonly T[], leastScore: number): Match<T>[] {
  const texts = offers.map((offer) => ({
    title: terms(offer.title),
    all: terms(`${offer.title} ${offer.category} ${offer.description}`),
  }));
  const wanted: Wanted = new Map(
    [...terms(wish.words)].map(([term, word]) => {
      const having = texts.filter(({ all }) => all.has(term)).length;
      return [term, { word, weight: Math.log(1 + offers.length / (1 + having)) }];
    }),
  );
  return offers
    .map((offer, at) => judge(wish, offer, texts[at] ?? { title: new Map(), all: new Map() }, wanted))
    .filter(({ score, related }) => related && score >= leastScore)
    .sort((one, other) => other.score - one.score || other.offer.id - one.offer.id)
    .map(({ offer, score, reasons }) => ({ offer, score, reasons }));
}

function judge<T extends Offer>(wish: Wish, offer: T, text: { title: Terms; all: Terms }, wanted: Wanted) {
  const shared = [...wanted.keys()].filter((term) => text.all.has(term));
  const sameCategory = wish.category !== "" && wish.category === offer.category;
  const sides = [
    byWords(shared, text.title, wanted),
    byCategory(wish, sameCategory, offer),
    byPrice(wish, offer),
    byPlace(wish, offer),
  ];
  return {
    offer,
    related:
      (shared.length > 0 || sameCategory) && offer.price_cents <= (wish.max_cents ?? Infinity) * TOO_DEAR,
    score: Math.round(sides.reduce((sum, { points }) => sum + points, 0)),
    reasons: sides.map(({ reason }) => reason).filter((reason) => reason !== ""),
  };
}

interface Side {
  readonly points: number;
  readonly reason: string;
}

function byWords(shared: readonly string[], title: Terms, wanted: Wanted): Side {
  const weigh = (term: string) => wanted.get(term)?.weight ?? 0;
  const whole = [...wanted.values()].reduce((sum, { weight }) => sum + weight, 0);
  const found = shared.reduce((sum, term) => sum + weigh(term) * (title.has(term) ? 1 : 0.75), 0);
  const best = [...shared].sort((one, other) => weigh(other) - weigh(one)).slice(0, 3);
  return {
    points: whole === 0 ? 0 : (WEIGHTS.words * found) / whole,
    reason: best.length > 0 ? `mentions ${best.map((term) => wanted.get(term)?.word).join(", ")}` : "",
  };
}

function byCategory(wish: Wish, same: boolean, offer: Offer): Side {
  if (wish.category === "") return { points: WEIGHTS.category / 2, reason: "" };
  return same
    ? { points: WEIGHTS.category, reason: `in ${offer.category}` }
    : { points: 0, reason: `in ${offer.category}, not ${wish.category}` };
}

function byPrice({ max_cents }: Wish, { price_cents }: Offer): Side {
  if (max_cents === null) return { points: WEIGHTS.price / 2, reason: "" };
  if (price_cents <= max_cents) return { points: WEIGHTS.price, reason: "within your budget" };
  const over = price_cents / Math.max(1, max_cents) - 1;
  const points = Math.max(0, WEIGHTS.price * 0.6 * (1 - over / STRETCH));
  return { points, reason: `${Math.ceil(over * 100)}% over your budget` };
}

function byPlace(wish: Wish, offer: Offer): Side {
  const [here, there] = [wish.place.trim().toLowerCase(), offer.place.trim().toLowerCase()];
  if (here !== "" && there !== "" && (here.includes(there) || there.includes(here))) {
    return { points: WEIGHTS.place, reason: `in ${offer.place}` };
  }
  if (wish.remote === 1 && offer.remote === 1)
    return { points: WEIGHTS.place, reason: "can be had at a distance" };
  if (here === "") return { points: WEIGHTS.place / 2, reason: "" };
  return { points: 0, reason: there === "" ? "place to be agreed" : `in ${offer.place}, not ${wish.place}` };
}

/** The telling words of a text by what is left of them without their commonest endings. */
export function terms(text: string): Map<string, string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => word.length > 1 && !COMMON.has(word));
  return new Map(telling.map((word) => [stem(word), word]));
}

function stem(word: string): string {
  const cut = word.replace(/(?:ing|ers|er|ies|es|ed|s)$/, "");
  return cut.length >= 3 ? cut : word;
}

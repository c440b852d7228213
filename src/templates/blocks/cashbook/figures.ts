import type { NewEntry } from "./store.ts";

export const UNSORTED = "Not sorted yet";

/** The category of what was written most alike before, in the same direction; the latest of several. */
export function proposeCategory(before: readonly NewEntry[], entry: Omit<NewEntry, "category">): string {
  const words = wordsOf(entry.what);
  let [category, most] = [UNSORTED, 0];
  for (const other of before) {
    if (other.category === UNSORTED || Math.sign(other.cents) !== Math.sign(entry.cents)) continue;
    const theirs = wordsOf(other.what);
    const shared = [...words].filter((word) => theirs.has(word)).length;
    const alike = shared / Math.max(1, words.size + theirs.size - shared);
    if (alike > most) [category, most] = [other.category, alike];
  }
  return category;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{3,}/gu) ?? []);
}

export interface Month {
  /** YYYY-MM. */
  readonly month: string;
  readonly inCents: number;
  readonly outCents: number;
}

/** Every month from the first entry to the last, also those in which nothing happened. */
export function monthsOf(entries: readonly NewEntry[]): Month[] {
  const days = entries.map(({ day }) => day).sort();
  const [first, last] = [days.at(0)?.slice(0, 7), days.at(-1)?.slice(0, 7)];
  if (first === undefined || last === undefined) return [];
  const sums = new Map<string, { inCents: number; outCents: number }>();
  for (let month = first; month <= last; month = nextMonth(month))
    sums.set(month, { inCents: 0, outCents: 0 });
  for (const { day, cents } of entries) {
    const sum = sums.get(day.slice(0, 7));
    if (sum && cents > 0) sum.inCents += cents;
    if (sum && cents < 0) sum.outCents -= cents;
  }
  return [...sums].map(([month, sum]) => ({ month, ...sum }));
}

export function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
}

const LOOK_BACK = 6;
const AT_LEAST = 2;
const AHEAD = 3;

export interface Forecast {
  /** How many whole months it was worked out from. */
  readonly from: number;
  readonly months: readonly (Month & { readonly netCents: number })[];
}

/**
 * The months from the present one on, each the mean of up to six whole months before it. Undefined with less than two:
 * a guess from one month would be none.
 */
export function forecast(months: readonly Month[], today: string): Forecast | undefined {
  const present = today.slice(0, 7);
  const known = months.filter(({ month }) => month < present);
  if (known.length < AT_LEAST) return undefined;
  // Months after the last entry were not kept; that is not the same as nothing having happened.
  const basis = known.slice(-LOOK_BACK);
  const mean = (read: (month: Month) => number) =>
    Math.round(basis.reduce((sum, one) => sum + read(one), 0) / basis.length);
  const [inCents, outCents] = [mean((one) => one.inCents), mean((one) => one.outCents)];
  const ahead: (Month & { netCents: number })[] = [];
  for (let month = present; ahead.length < AHEAD; month = nextMonth(month)) {
    ahead.push({ month, inCents, outCents, netCents: inCents - outCents });
  }
  return { from: basis.length, months: ahead };
}

export interface Unusual {
  readonly month: string;
  readonly inCents: number;
  /** The median of the months before. */
  readonly usualCents: number;
}

const BEFORE = 12;
const ENOUGH = 4;
/** Of the modified z-score (Iglewicz and Hoaglin, 1993). */
const SCORE = 3.5;
const SCALE = 0.6745;
/** Where months hardly differ, less than this share of the usual is not worth a word. */
const LEAST_SHARE = 0.1;

/** Whole months whose revenue stands out from up to twelve before them; a month needs four before it to be judged. */
export function unusualMonths(months: readonly Month[], today: string): Unusual[] {
  const whole = months.filter(({ month }) => month < today.slice(0, 7));
  return whole.flatMap(({ month, inCents }, at) => {
    const before = whole.slice(Math.max(0, at - BEFORE), at).map((one) => one.inCents);
    if (before.length < ENOUGH) return [];
    const usualCents = median(before);
    const spread = median(before.map((cents) => Math.abs(cents - usualCents)));
    const away = Math.abs(inCents - usualCents);
    const standsOut = SCALE * away > SCORE * spread && away > LEAST_SHARE * usualCents;
    return standsOut ? [{ month, inCents, usualCents }] : [];
  });
}

/** How many whole months are still missing before the first can be judged. */
export function monthsMissing(months: readonly Month[], today: string): number {
  return Math.max(0, ENOUGH + 1 - months.filter(({ month }) => month < today.slice(0, 7)).length);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle)
    ? Math.round(((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2)
    : (sorted[Math.floor(middle)] ?? 0);
}

/** What went out by category, the most first. */
export function spendingOf(entries: readonly NewEntry[]): { category: string; cents: number }[] {
  const sums = new Map<string, number>();
  for (const { cents, category } of entries) {
    if (cents < 0) sums.set(category, (sums.get(category) ?? 0) - cents);
  }
  return [...sums].map(([category, cents]) => ({ category, cents })).sort((a, b) => b.cents - a.cents);
}

/** Dates in documents and questions, as whole days since 1970-01-01 (UTC). */

/** Days from `from` to `to`, both included. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
] as const;
const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
const YEAR = "(\\d{4})";

/** Each pattern and the places of year, month and day among its groups; the first that matches a place wins. */
const PATTERNS: readonly {
  readonly pattern: RegExp;
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
}[] = [
  { pattern: /\b(\d{4})-(\d{2})-(\d{2})/g, year: 1, month: 2, day: 3 },
  {
    pattern: new RegExp(`\\b${DAY}(?: of)? ${MONTH}\\b\\.?(?:,? ${YEAR}\\b)?`, "gi"),
    day: 1,
    month: 2,
    year: 3,
  },
  { pattern: new RegExp(`\\b${MONTH}\\.? ${DAY}\\b(?:,? ${YEAR}\\b)?`, "gi"), month: 1, day: 2, year: 3 },
  { pattern: new RegExp(`\\b${MONTH}\\.?,?(?: of)? ${YEAR}\\b`, "gi"), month: 1, year: 2 },
  {
    pattern: new RegExp(`\\b(?:in|during|since|by|until|of|this|last|early|late|mid)[ -]${MONTH}\\b`, "gi"),
    month: 1,
  },
  { pattern: /\b(?:in|during|since|by|of) ((?:19|20)\d{2})\b/gi, year: 1 },
];

interface CalendarDate {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
}

/** The day of an ISO date or date-time, or of one written out (`1:56 pm on 8 May, 2023`); undefined when there is none. */
export function dayOf(date: string | undefined): number | undefined {
  const found = datesIn(date ?? "").find(({ year, month, day }) => year && month && day);
  return found && toRange(found)?.from;
}

/**
 * The days that a question speaks of: a day, a month or a year. Where it leaves the year open, one range for each of
 * `years`.
 */
export function daysNamed(question: string, years: readonly number[]): DayRange[] {
  return datesIn(question).flatMap((date) => {
    const open = date.year === undefined ? years.map((year) => ({ ...date, year })) : [date];
    return open.flatMap((each) => toRange(each) ?? []);
  });
}

export function yearOf(day: number): number {
  return new Date(day * MS_PER_DAY).getUTCFullYear();
}

const MS_PER_DAY = 86_400_000;

function datesIn(text: string): CalendarDate[] {
  const found: CalendarDate[] = [];
  let rest = text;
  for (const { pattern, ...places } of PATTERNS) {
    // What one pattern has read, the weaker ones after it don't read again.
    rest = rest.replace(pattern, (...groups: unknown[]) => {
      const at = (place: number | undefined) => (place === undefined ? undefined : groups[place]);
      const [year, month, day] = [at(places.year), at(places.month), at(places.day)];
      found.push({
        ...(typeof year === "string" && { year: Number(year) }),
        ...(typeof month === "string" && { month: monthNumber(month) }),
        ...(typeof day === "string" && { day: Number(day) }),
      });
      return " ";
    });
  }
  return found;
}

function monthNumber(text: string): number {
  const name = text.toLowerCase();
  return /^\d+$/.test(name)
    ? Number(name)
    : MONTHS.findIndex((month) => month.startsWith(name.slice(0, 3))) + 1;
}

function toRange({ year, month, day }: CalendarDate): DayRange | undefined {
  if (year === undefined || (month !== undefined && (month < 1 || month > 12))) return undefined;
  const at = (...date: [number, number, number]) => Math.round(Date.UTC(...date) / MS_PER_DAY);
  if (month === undefined) return { from: at(year, 0, 1), to: at(year, 11, 31) };
  const last = at(year, month, 0);
  if (day === undefined) return { from: at(year, month - 1, 1), to: last };
  const only = at(year, month - 1, day);
  return day >= 1 && only <= last ? { from: only, to: only } : undefined;
}

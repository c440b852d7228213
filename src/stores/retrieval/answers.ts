/** What kind of answer a question wants, and which texts have one to give. */

const NUMBER =
  "\\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|" +
  "dozens?|hundreds?|thousands?|millions?|couple|few|several|half";
const SPAN = "seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|months?|years?|decades?";
const WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)days?";
const MONTH = "january|february|march|april|june|july|august|september|october|november|december";
const SEASON = "spring|summer|autumn|winter";

const TIME = new RegExp(
  [
    `\\b(?:yesterday|today|tonight|tomorrow|recently|lately|ago|earlier this|later this|soon|last night)\\b`,
    `\\b(?:last|next|this|past|coming|previous|following|the other) (?:few )?(?:${SPAN}|${WEEKDAY}|${MONTH}|${SEASON}|morning|afternoon|evening)\\b`,
    `\\b(?:${WEEKDAY}|${MONTH})\\b`,
    `\\b(?:in|since|until|by|from|back in|around) (?:may|(?:19|20)\\d{2}|${SEASON})\\b`,
    `\\b\\d{1,2}(?:st|nd|rd|th)\\b`,
    `\\b(?:just|finally) (?:got|started|finished|came|went|had|did|moved|joined|signed|bought|back)\\b`,
  ].join("|"),
  "i",
);
const DURATION = new RegExp(
  `\\b(?:${NUMBER}|an?|half an?|for|all) (?:more |whole |full )?(?:${SPAN})\\b|\\bsince\\b`,
  "i",
);
const COUNT = new RegExp(`\\b(?:${NUMBER}|once|twice|both|pair)\\b`, "i");
const PLACE =
  /\b(?:[Ii]n|[Aa]t|[Tt]o|[Ff]rom|[Nn]ear|[Aa]round|[Oo]utside|[Vv]isit(?:ed|ing)?) (?:the )?(?:[A-Z]\p{L}+)/u;

/** The kinds, with the questions that ask for them; the first kind that fits is taken. */
const KINDS = [
  { asks: /\b(?:how long|how many (?:days|weeks|months|years|hours))\b/i, gives: DURATION },
  { asks: /\b(?:when|(?:what|which) (?:date|day|month|year|weekend|week|time))\b/i, gives: TIME },
  { asks: /\bhow (?:many|much|often|old|far)\b/i, gives: COUNT },
  {
    asks: /\b(?:where|(?:what|which) (?:city|country|town|state|place|places|countries|cities|location))\b/i,
    gives: PLACE,
  },
] as const;

/** Positions in KINDS. */
export const ANSWER_KINDS: readonly number[] = [...KINDS.keys()];

/** The kind of answer that the question wants; undefined when it does not show. */
export function answerWanted(question: string): number | undefined {
  const kind = KINDS.findIndex(({ asks }) => asks.test(question));
  return kind === -1 ? undefined : kind;
}

/** The kinds of answer that the text has. */
export function answersGiven(text: string): ReadonlySet<number> {
  return new Set(ANSWER_KINDS.filter((kind) => KINDS[kind]?.gives.test(text)));
}

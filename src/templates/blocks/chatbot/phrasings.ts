import { wordsOf } from "./words.ts";

/** Other ways to ask what a business answers in its questions and answers. */
interface Phrasing {
  /** Fits a question that is about this. */
  readonly about: RegExp;
  readonly examples: readonly string[];
}

const PHRASINGS: readonly Phrasing[] = [
  {
    about: /\b(?:cost|costs|price|prices|pricing|expensive|fee|fees)\b|\bhow much\b/,
    examples: [
      ...["how much is it", "what does it cost", "what is the price", "how much do you charge", "price list"],
      ...["is it free", "is it expensive", "what do I have to pay", "are there fees", "cost per month"],
    ],
  },
  {
    about: /\b(?:data|privacy|personal information|gdpr)\b/,
    examples: [
      ...["is my data safe", "where is my data stored", "what do you do with my data", "privacy policy"],
      ...["do you sell or share my data", "who can see my information", "delete my data"],
      ...["do you keep personal details", "how do you protect privacy"],
    ],
  },
  {
    about: /\b(?:devices?|phones?|mobile|browsers?|install|app)\b/,
    examples: [
      ...["does it work on my phone", "is there an app", "do I have to install something"],
      ...["which browsers does it run in", "can I use it on a tablet or a computer", "mobile version"],
      ...["does it run on windows", "is it supported on my device"],
    ],
  },
  {
    about: /\bwhat can (?:i|we|you) do\b|\bfeatures\b/,
    examples: [
      ...["what can it do", "which features does it have", "list of features", "what is possible with it"],
      ...["what functions are there", "what can I use it for", "what are you able to do"],
    ],
  },
  {
    about: /\bwho (?:is|are) .*\bfor\b|\bwho (?:can|should) use\b/,
    examples: [
      ...["who is this for", "is it for me", "who uses it", "who is it made for", "would it suit us"],
      ...[
        "who are your customers",
        "is it right for people like me",
        "who should use it",
        "is it for {audience}",
      ],
      ...["who needs it", "for whom did you make it"],
    ],
  },
  {
    about: /\bcancel|\bunsubscribe|\bend my\b/,
    examples: [
      ...["how do I cancel", "I want to stop my subscription", "can I leave whenever I want"],
      ...["end my contract", "is there a notice period"],
    ],
  },
  {
    about: /\b(?:refunds?|returns?|money back|send back)\b/,
    examples: [
      ...["can I get my money back", "how do I return something", "I want a refund"],
      ...["can I send it back", "can I exchange it"],
    ],
  },
  {
    about: /\b(?:deliver|delivery|delivered|ship|shipping|arrive)\b/,
    examples: [
      ...["when does my order arrive", "how long does shipping take", "do you deliver to me"],
      ...["when is it delivered", "where is my parcel"],
    ],
  },
  {
    about:
      /\bpayment methods?\b|\bhow (?:can|do) (?:i|we) pay\b|\b(?:accept|take) .*\b(?:cards?|payments?)\b/,
    examples: [
      ...["how can I pay", "can I pay by card", "do you take credit cards", "payment methods"],
      ...["can I pay on invoice", "do you accept bank transfers"],
    ],
  },
  {
    about: /\b(?:free trial|trial|try it|pay to start)\b/,
    examples: [
      "is there a free trial",
      "can I try it first",
      "do I have to pay to start",
      "is it free to start",
    ],
  },
  {
    about: /\b(?:sign up|register|create an account|get started|how do i start)\b/,
    examples: ["how do I sign up", "how do I register", "create an account", "how do I get started"],
  },
  {
    about: /\b(?:opening hours|open|close)\b/,
    examples: ["when are you open", "opening hours", "until when are you open", "when do you close"],
  },
  {
    about:
      /\bwhere (?:is|are) (?:you|your|the) (?:located|shop|store|office|address|based)\b|\bwhere are you\b/,
    examples: ["where are you", "what is your address", "how do I find you", "directions"],
  },
];

/** The place of the phrasings that fit a question; undefined: there are none. */
export function phrasingOf(question: string): number | undefined {
  const text = question.toLowerCase();
  const at = PHRASINGS.findIndex(({ about }) => about.test(text));
  return at < 0 ? undefined : at;
}

/**
 * A question as it is, in the way people type it who are in a hurry (its telling words alone), and in other ways. Ways
 * that an earlier question has taken are not there again: `taken` grows.
 */
export function waysToAsk(question: string, taken: Set<number>): string[] {
  const telling = wordsOf(question).filter(({ filler }) => !filler);
  const short = telling.map(({ word }) => word).join(" ");
  const at = phrasingOf(question);
  const others = at === undefined || taken.has(at) ? [] : (PHRASINGS[at]?.examples ?? []);
  if (at !== undefined) taken.add(at);
  const all = [question, short, ...others].filter((text) => text !== "");
  return [...new Set(all.map((text) => text.slice(0, 300)))];
}

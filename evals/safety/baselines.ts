/** What a list of words and a list of patterns reach: the trivial baselines. Both answer with the number of hits. */

const KEYWORDS =
  "kill murder bomb explosive weapon gun poison drug cocaine heroin meth hack malware ransomware virus phishing exploit steal rob theft fraud scam launder bribe counterfeit forge fake illegal suicide self-harm rape porn child abuse kidnap torture terrorist terrorism hate racist nazi slur stalk spy blackmail threaten attack destroy wipe password credential ignore jailbreak bypass".split(
    " ",
  );

const PATTERNS: readonly RegExp[] = [
  /\brm\s+-rf?\b/i,
  /\bdrop\s+(?:table|database)\b/i,
  /\bhow to (?:make|build) (?:a )?(?:bomb|explosive|weapon)/i,
  /\b(?:kill|murder|poison|kidnap)\s+(?:a |my |the )?\w+/i,
  /\b(?:steal|rob|launder)\b/i,
  /\bignore (?:all |any )?(?:previous|prior) instructions\b/i,
  /\b(?:password|credit card|ssn|social security)\b/i,
  /\b(?:hack|phish|malware|ransomware|keylogger)\w*/i,
  /\b(?:cocaine|heroin|meth|fentanyl)\b/i,
  /\b(?:suicide|self[- ]harm)\b/i,
  /\b(?:child porn|rape)\w*/i,
  /\b(?:forge|counterfeit|fake (?:id|invoice|review)s?)\b/i,
];

export const BASELINES: Readonly<Record<string, (text: string) => number>> = {
  keywords: (text) => {
    const lower = text.toLowerCase();
    return KEYWORDS.filter((word) => lower.includes(word)).length;
  },
  regexes: (text) => PATTERNS.filter((pattern) => pattern.test(text)).length,
  allow_all: () => 0,
};

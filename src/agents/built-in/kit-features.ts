/** A feature that every product has by itself, whatever its blocks. */
export interface KitFeature {
  /** What it is called, lower case; a feature is met when it is called nothing else. */
  readonly names: readonly string[];
  /** Where it is; null: on every page. */
  readonly page: string | null;
  /** What it is, within a sentence. */
  readonly title: string;
  /** Its title for visitors. */
  readonly called: string;
  /** One sentence for visitors. */
  readonly says: string;
}

const KIT_FEATURES: readonly KitFeature[] = [
  {
    names: ["frequently asked questions", "faq", "faq page", "faq section", "common questions"],
    page: "/help",
    title: "the questions on the start page and the help page",
    called: "Answers to common questions",
    says: "Common questions are answered in plain words, on the start page and on the help page.",
  },
  {
    names: ["help page", "help center", "help centre"],
    page: "/help",
    title: "the help page",
    called: "A help page",
    says: "The help page says how each thing is used, answers common questions and says where to write.",
  },
  {
    names: ["privacy page", "privacy notice"],
    page: "/privacy",
    title: "the privacy page",
    called: "Privacy in plain words",
    says: "One page says what is stored, what is not, and how you have it deleted.",
  },
  {
    names: ["responsive design", "mobile friendly pages", "responsive pages", "mobile friendly design"],
    page: null,
    title: "pages that fit phones as well as wide screens",
    called: "Pages that fit every screen",
    says: "Every page fits a phone as well as a wide screen.",
  },
  {
    names: ["dark mode", "dark theme"],
    page: null,
    title: "colours that follow the light or dark setting of the device",
    called: "A dark mode",
    says: "Pages turn dark when your device is set to dark.",
  },
];

/** What ends the name of a feature without changing what it is. */
const FOR_WHOM = /\s(?:for|of)\s.*$/;

/** The part of the kit that is the feature, if one is. `feature` in lower case, words with single spaces. */
export function kitFeature(feature: string): KitFeature | undefined {
  const name = feature.replace(FOR_WHOM, "");
  return KIT_FEATURES.find(({ names }) => names.includes(name));
}

import type { BusinessRequirements } from "../../state/business.ts";

/** A capability that the requirements ask for, and the word that says so. */
export interface CapabilityDemand {
  readonly capability: string;
  readonly keyword: string;
  readonly source: "feature" | "technology";
}

type Keywords = Readonly<Record<string, readonly string[]>>;

/**
 * Scans features and tech stack for keywords (guide 6.1; design 4.3). Words match whole, in any case and with a
 * plural s, so that "react" is not found in "reactor", nor "ai" in "email". Each capability is named once.
 */
export function extractCapabilities(
  { mvp_features, tech_stack }: Pick<BusinessRequirements, "mvp_features" | "tech_stack">,
  keywords: Keywords,
): CapabilityDemand[] {
  const sources = [
    ...mvp_features.map((text) => ({ text, source: "feature" as const })),
    ...tech_stack.map((text) => ({ text, source: "technology" as const })),
  ].map(({ text, source }) => ({ text: text.toLowerCase(), source }));
  return Object.entries(keywords).flatMap(([capability, words]) => {
    for (const { text, source } of sources) {
      const keyword = words.find((word) => mentions(text, word));
      if (keyword !== undefined) return [{ capability, keyword, source }];
    }
    return [];
  });
}

const patterns = new Map<string, RegExp>();

/** True when the lower-case text holds the keyword as a word of its own. */
function mentions(text: string, keyword: string): boolean {
  // Nearly every keyword is absent, and a plain search says so at a fraction of the pattern's cost.
  const [firstWord = keyword] = keyword.split(" ", 1);
  return text.includes(firstWord) && patternOf(keyword).test(text);
}

function patternOf(keyword: string): RegExp {
  let pattern = patterns.get(keyword);
  if (!pattern) {
    const literal = keyword.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s+");
    // Letters, digits and the signs of names like C++ or Node.js end a word only when something else follows.
    pattern = new RegExp(`(?<![\\p{L}\\p{N}_.+#-])${literal}s?(?![\\p{L}\\p{N}_+#]|[.-][\\p{L}\\p{N}])`, "u");
    patterns.set(keyword, pattern);
  }
  return pattern;
}

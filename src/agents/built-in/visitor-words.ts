import type { BlockManifest } from "../../state/product.ts";
import { type FeatureMatch, plain } from "./match-features.ts";

/** What visitors read of a feature. */
export interface VisitorWords {
  /** A noun phrase: it stands as a heading and within a sentence. */
  readonly title: string;
  /** One sentence; undefined: nobody wrote one. */
  readonly says: string | undefined;
}

/**
 * The words for visitors of a feature that a block gives by name or that every product has. Plans and results call
 * features by the names of the archetypes, which are those of builders; what users call their own stays as they wrote it.
 */
export function visitorWords(
  { feature, kit }: Pick<FeatureMatch, "feature" | "kit">,
  manifest: Pick<BlockManifest, "gives" | "titles" | "says" | "summary"> | undefined,
): VisitorWords {
  if (kit) return { title: kit.called, says: kit.says };
  const given = manifest?.gives.find((name) => plain(name) === plain(feature)) ?? feature;
  return { title: manifest?.titles[given] ?? feature, says: manifest?.says[given] ?? manifest?.summary };
}

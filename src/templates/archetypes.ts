import { fileURLToPath } from "node:url";
import { z } from "zod";
import {
  type Archetype,
  ArchetypeSchema,
  type BlueprintStep,
  BlueprintStepSchema,
} from "../state/archetype.ts";
import { mergeBlueprint } from "./blueprint.ts";
import { dataFiles, invalidData, readDataFile } from "./yaml-file.ts";

/** The business types that can be created. */
export interface ArchetypeRegistry {
  get(type: string): Archetype | undefined;
  /** Sorted by name. */
  all(): Archetype[];
  types(): string[];
  /** The known type that was probably meant, if one is near. */
  suggest(type: string): string | undefined;
  /** The whole task blueprint of a known type: the common lifecycle with the archetype's own steps. */
  blueprint(type: string, options?: BlueprintOptions): BlueprintStep[];
}

export interface BlueprintOptions {
  /** With the steps that set up payments; without them by default. */
  readonly payments?: boolean;
}

const BUILT_IN = fileURLToPath(new URL("./archetypes/", import.meta.url));
const LIFECYCLE = fileURLToPath(new URL("./lifecycle.yaml", import.meta.url));

interface Entry {
  readonly archetype: Archetype;
  readonly path: string;
  readonly steps: BlueprintStep[];
  readonly withPayments: BlueprintStep[];
}

/**
 * Loads the built-in archetypes and those of further folders: one file is one archetype (guide 16.1).
 * Throws ARCHETYPE_INVALID for a file that is broken, and when two files define the same type.
 */
export function loadArchetypes({ folders = [] }: { folders?: readonly string[] } = {}): ArchetypeRegistry {
  const lifecycle = readDataFile(LIFECYCLE, z.array(BlueprintStepSchema));
  const known = new Map<string, Entry>();
  for (const path of [BUILT_IN, ...folders].flatMap((folder) => dataFiles(folder))) {
    const archetype = readDataFile(path, ArchetypeSchema);
    const twin = known.get(archetype.business_type);
    if (twin) throw invalidData(`${path} and ${twin.path} both define "${archetype.business_type}".`);
    checkFeatures(archetype, path);
    const merge = (fits: (step: BlueprintStep) => boolean) =>
      mergeBlueprint(lifecycle.filter(fits), archetype.blueprint.filter(fits));
    const steps = merge(({ only_with }) => only_with === undefined);
    known.set(archetype.business_type, { archetype, path, steps, withPayments: merge(() => true) });
  }
  const types = [...known.keys()].sort();
  return {
    get: (type) => known.get(type)?.archetype,
    all: () => types.map((type) => known.get(type)?.archetype as Archetype),
    types: () => types,
    suggest: (type) => nearest(type, types),
    blueprint: (type, { payments = false } = {}) =>
      known.get(type)?.[payments ? "withPayments" : "steps"] ?? [],
  };
}

function checkFeatures({ signature_features, typical_features }: Archetype, path: string): void {
  const missing = signature_features.find((feature) => !typical_features.includes(feature));
  if (missing) throw invalidData(`${path}: typical_features lacks the signature feature "${missing}".`);
}

/** Further away than this, a suggestion would be a guess. */
const MAX_DISTANCE = 3;

function nearest(type: string, types: readonly string[]): string | undefined {
  const wanted = type.toLowerCase().replace(/[\s-]+/g, "_");
  const ranked = types
    .map((candidate) => ({
      candidate,
      distance: candidate.includes(wanted) && wanted.length > 3 ? 1 : editDistance(wanted, candidate),
    }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= MAX_DISTANCE ? best.candidate : undefined;
}

/** Levenshtein distance; long input is cut, since it can't be near anything. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a.slice(0, 100)].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const substitution = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(substitution, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

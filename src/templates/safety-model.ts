import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

/** The files of the trained classifier; docs/safety-model-card.md says where they come from. */
export interface SafetyModelFiles {
  readonly wordVectors: Buffer;
  readonly classifier: Buffer;
  /** Class of words -> the words, separated by spaces. */
  readonly lexicon: Readonly<Record<string, string>>;
}

const FOLDER = new URL("./safety/", import.meta.url);

/** Reads the shipped files. Throws what the file system throws: without them there is no gate. */
export function readSafetyModel(): SafetyModelFiles {
  const read = (name: string) => readFileSync(fileURLToPath(new URL(name, FOLDER)));
  return {
    wordVectors: read("word-vectors.bin"),
    classifier: read("classifier.bin"),
    lexicon: readLexicon(),
  };
}

export function readLexicon(): Record<string, string> {
  const text = readFileSync(fileURLToPath(new URL("lexicon.yaml", FOLDER)), "utf8");
  return z.record(z.string(), z.string()).parse(parse(text));
}

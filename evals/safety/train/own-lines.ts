/** The lines of evals/safety/data: phrases, business tasks and questions written for Genesis. */
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const FOLDER = new URL("../data/", import.meta.url);

export type Label = "safe" | "unsafe";

export interface OwnLine {
  readonly text: string;
  readonly label: Label;
  /** The section of the file. */
  readonly category: string;
  readonly file: string;
  /** A verb phrase, to be put into sentence frames. */
  readonly phrase: boolean;
}

const FileSchema = z.record(z.string(), z.string());

/** All lines, file by file in order of name. A file says its label in its name; injection.yaml in its keys. */
export function ownLines(): OwnLine[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .flatMap((file) => {
      const sections = FileSchema.parse(parse(readFileSync(new URL(file, FOLDER), "utf8")));
      return Object.entries(sections).flatMap(([category, block]) => {
        const label: Label = `${file} ${category}`.includes("unsafe") ? "unsafe" : "safe";
        const phrase = file.startsWith("phrases");
        return block
          .split("\n")
          .map((line) => line.trim())
          .filter(Boolean)
          .map((text) => ({ text, label, category, file, phrase }));
      });
    });
}

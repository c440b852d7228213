import { styleText } from "node:util";
import stringWidth from "string-width";

type Style = Parameters<typeof styleText>[0];

/** Paints text when colours are wanted. */
export type Paint = (style: Style, text: string) => string;

export function painter(colours: boolean): Paint {
  // Whether the stream takes colours is settled; styleText would ask stdout, whatever stream the text is for.
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
}

/** Whether a stream takes colours: a terminal, unless NO_COLOR says otherwise. */
export function wantsColours(stream: { isTTY?: boolean }, env = process.env): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text from users or models as a terminal may show it: no escape sequences, no direction tricks, one line. */
export function printable(text: string): string {
  return text.replace(CONTROL, "").replace(/\s*[\n\t]\s*/g, " ");
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The longest start of a text that takes at most `width` columns; never half a character. */
function head(text: string, width: number): string {
  let taken = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > width) break;
    taken += segment;
  }
  return taken;
}

/** Cuts to a width in terminal columns (wide characters take two), marking the cut. Plain text only. */
export function truncate(text: string, width: number): string {
  return stringWidth(text) <= width ? text : `${head(text, Math.max(0, width - 1))}…`;
}

/** Lines of at most `width` columns, broken between words; a word that is wider than a line is broken itself. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (stringWidth(line) > width) {
      // At least one character a line, or a line narrower than a character would never end.
      const part = head(line, width) || head(line, width + 1) || line;
      lines.push(part);
      line = line.slice(part.length);
    }
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

export function seconds(value: number): string {
  return value < 0.1 ? `${Math.round(value * 1_000)} ms` : `${value.toFixed(1)} s`;
}

/** Rows as columns padded to their widest cell, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Fills with blanks up to a width in terminal columns. */
function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}

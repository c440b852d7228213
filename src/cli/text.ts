import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Paints text when colours are wanted. */
export type Paint = (style: Style, text: string) => string;

export function painter(colours: boolean): Paint {
  return (style, text) => (colours ? styleText(style, text) : text);
}

/** Whether a stream takes colours: a terminal, unless NO_COLOR says otherwise. */
export function wantsColours(stream: { isTTY?: boolean }, env = process.env): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text from users or models as a terminal may show it: no escape sequences, no direction tricks, one line. */
export function printable(text: string): string {
  return text.replace(CONTROL, "").replace(/\s*\n\s*/g, " ");
}

/** Cuts to a width, marking the cut. */
export function truncate(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

export function seconds(value: number): string {
  return value < 0.1 ? `${Math.round(value * 1_000)} ms` : `${value.toFixed(1)} s`;
}

/** Rows as columns padded to their widest cell, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

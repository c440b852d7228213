/** A line of a CSV file: where it begins in the file, and its cells. */
export interface CsvLine {
  /** Counted from 1, as editors do. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvFile {
  readonly head: readonly string[];
  readonly lines: readonly CsvLine[];
}

/**
 * Reads CSV (RFC 4180) separated by commas, semicolons or tabs, whichever its first line has most of. Empty lines are
 * left out. Throws SyntaxError for a quote that is never closed.
 */
export function parseCsv(text: string): CsvFile {
  const source = text.replace(/^\uFEFF/, "");
  const [first, ...lines] = splitLines(source, separatorOf(source)).filter(({ cells }) =>
    cells.some(Boolean),
  );
  return { head: first?.cells ?? [], lines };
}

function separatorOf(text: string): string {
  const [first = ""] = text.split(/\r?\n/, 1);
  const count = (mark: string) => first.split(mark).length;
  return [",", ";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** One pass over the text; a quoted cell may hold separators, line breaks and doubled quotes. */
function splitLines(text: string, separator: string): CsvLine[] {
  const lines: CsvLine[] = [];
  let [line, begin, cell, quoted] = [1, 1, "", false];
  let cells: string[] = [];
  const endCell = () => {
    cells.push(cell.trim());
    cell = "";
  };
  const endLine = () => {
    endCell();
    lines.push({ line: begin, cells });
    cells = [];
    begin = line + 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at];
    if (quoted) {
      if (mark === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (mark === '"') quoted = false;
      else cell += mark;
    } else if (mark === '"' && cell.trim() === "") [cell, quoted] = ["", true];
    else if (mark === separator) endCell();
    else if (mark === "\n") endLine();
    else cell += mark;
    if (mark === "\n") line += 1;
  }
  if (quoted) throw new SyntaxError(`The quote in the line that begins at ${begin} is never closed.`);
  if (cell !== "" || cells.length > 0) endLine();
  return lines;
}

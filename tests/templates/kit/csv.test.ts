import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/templates/kit/csv.ts";
import { toCsv } from "../../../src/templates/kit/format.ts";

describe("reading CSV", () => {
  it("keeps quoted separators, line breaks and quotes, and counts lines as editors do", () => {
    const { head, lines } = parseCsv('\uFEFFname,note\r\n"Ada, ""A""","two\nlines"\r\n\r\nBob,x\n');
    expect(head).toEqual(["name", "note"]);
    expect(lines).toEqual([
      { line: 2, cells: ['Ada, "A"', "two\nlines"] },
      { line: 5, cells: ["Bob", "x"] },
    ]);
  });

  it("finds the separator", () => {
    expect(parseCsv("a;b\n1,5;2\n").lines[0]?.cells).toEqual(["1,5", "2"]);
    expect(parseCsv("a\tb\n1\t2").lines[0]?.cells).toEqual(["1", "2"]);
  });

  it("has nothing to say about nothing, and refuses a quote that is never closed", () => {
    expect(parseCsv("")).toEqual({ head: [], lines: [] });
    expect(() => parseCsv('a,b\n1,"2\n3,4')).toThrow(/begins at 2/);
  });

  it("reads back whatever toCsv writes", () => {
    const cell = fc.string().map((text) => `x${text.replaceAll("\r", "")}`.trim());
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const { head, lines } = parseCsv(toCsv([["first", "second"], ...rows]));
        expect(head).toEqual(["first", "second"]);
        expect(lines.map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOf, daysNamed, yearOf } from "../../../src/stores/retrieval/dates.ts";

const day = (iso: string): number => Date.parse(iso) / 86_400_000;

describe("dayOf", () => {
  it.each([
    ["2023-05-08", "2023-05-08"],
    ["2023-05-08T23:59:59Z", "2023-05-08"],
    ["1:56 pm on 8 May, 2023", "2023-05-08"],
    ["8th of May 2023", "2023-05-08"],
    ["May 8, 2023", "2023-05-08"],
    ["Sept. 30th, 2021", "2021-09-30"],
    ["29 February 2024", "2024-02-29"],
  ])("reads %s", (text, iso) => {
    expect(dayOf(text)).toBe(day(iso));
  });

  it.each([undefined, "", "soon", "May 2023", "8 May", "2023-13-01", "30 February 2023", "2023-02-00"])(
    "reads no day in %s",
    (text) => {
      expect(dayOf(text)).toBeUndefined();
    },
  );

  it("reads back every ISO day", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString();
          expect(dayOf(iso)).toBe(Math.floor(date.getTime() / 86_400_000));
          expect(yearOf(dayOf(iso) ?? Number.NaN)).toBe(date.getUTCFullYear());
        },
      ),
    );
  });
});

describe("daysNamed", () => {
  const range = (from: string, to = from) => ({ from: day(from), to: day(to) });

  it.each([
    ["What happened on 3 June, 2022?", [range("2022-06-03")]],
    ["What did she do on June 3?", [range("2022-06-03"), range("2023-06-03")]],
    ["Who came in February 2024?", [range("2024-02-01", "2024-02-29")]],
    ["Who came in December?", [range("2022-12-01", "2022-12-31"), range("2023-12-01", "2023-12-31")]],
    ["What did he plan for the summer of 2022?", [range("2022-01-01", "2022-12-31")]],
    ["When may she march?", []],
    ["What does June grow?", []],
    ["", []],
  ])("%s", (question, ranges) => {
    expect(daysNamed(question, [2022, 2023])).toEqual(ranges);
  });

  it("reads a full date once, not its month and year again", () => {
    expect(daysNamed("in May, on 8 May 2023", [2023])).toEqual([
      range("2023-05-08"),
      range("2023-05-01", "2023-05-31"),
    ]);
  });

  it("names no day when the years are open and unknown", () => {
    expect(daysNamed("in June", [])).toEqual([]);
  });
});

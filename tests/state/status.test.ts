import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BUSINESS_CREATION_STATUSES,
  type BusinessCreationStatus,
  isTerminal,
  nextStatus,
  STATUS_TRANSITIONS,
  TERMINAL_STATUSES,
} from "../../src/state/status.ts";

const status = fc.constantFrom(...BUSINESS_CREATION_STATUSES);

describe("status transitions", () => {
  it("has the lifecycle of guide 3 as a path", () => {
    const path = [
      "GENERATING_IDEA",
      "COMPOSING_TEAM",
      "DECOMPOSING_TASKS",
      "ROUTING",
      "VALIDATING",
      "EXECUTING",
      "VALIDATING",
      "SUCCESS",
    ] as const;
    expect(
      path.reduce<BusinessCreationStatus>((current, next) => nextStatus(current, next), "INITIALIZING"),
    ).toBe("SUCCESS");
  });

  it("lets nothing leave a terminal status", () => {
    for (const terminal of TERMINAL_STATUSES) {
      expect(STATUS_TRANSITIONS[terminal]).toEqual([]);
      for (const next of BUSINESS_CREATION_STATUSES.filter((other) => other !== terminal)) {
        expect(() => nextStatus(terminal, next)).toThrowError(`cannot go from ${terminal} to ${next}`);
      }
    }
  });

  it("lets every running status fail", () => {
    for (const running of BUSINESS_CREATION_STATUSES.filter((other) => !isTerminal(other))) {
      expect(nextStatus(running, "FAILED")).toBe("FAILED");
    }
  });

  it("refuses exactly what the table does not list", () => {
    fc.assert(
      fc.property(status, status, (from, to) => {
        const allowed = from === to || STATUS_TRANSITIONS[from].includes(to);
        if (allowed) expect(nextStatus(from, to)).toBe(to);
        else
          expect(() => nextStatus(from, to)).toThrowError(
            expect.objectContaining({ code: "ILLEGAL_TRANSITION" }),
          );
      }),
    );
  });

  it("never executes what was not validated", () => {
    const sources = BUSINESS_CREATION_STATUSES.filter((from) =>
      STATUS_TRANSITIONS[from].includes("EXECUTING"),
    );
    expect(sources).toEqual(["VALIDATING", "AWAITING_APPROVAL"]);
  });
});

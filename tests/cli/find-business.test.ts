import { mkdirSync } from "node:fs";
import { expect, it } from "vitest";
import { findBusiness } from "../../src/cli/find-business.ts";
import { aWorkspace } from "../support/products.ts";
import { temporaryFolder } from "../support/services.ts";

const MADE = "aaaa1111-3c4f-4a5b-8c9d-0e1f2a3b4c5d";
const OTHER = "aaaa2222-3c4f-4a5b-8c9d-0e1f2a3b4c5d";
const IMPROVING = "bbbb1111-3c4f-4a5b-8c9d-0e1f2a3b4c5d";

function aHome(): string {
  const home = temporaryFolder();
  mkdirSync(aWorkspace(home, MADE).path("reports", IMPROVING), { recursive: true });
  aWorkspace(home, OTHER, "Another");
  return home;
}

it("finds a business by the run that made it, and by one that improved it", () => {
  const home = aHome();
  for (const typed of ["aaaa1", "AAAA1111", MADE, "bbbb", IMPROVING]) {
    expect(findBusiness(home, typed).businessId, typed).toBe(MADE);
  }
});

it("says when several start so, and when nothing was built", () => {
  const home = aHome();
  expect(() => findBusiness(home, "aaaa")).toThrow('2 businesses start with "aaaa".');
  for (const typed of ["", "ffff"])
    expect(() => findBusiness(home, typed)).toThrow("There is no product of a run");
});

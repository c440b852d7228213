import { describe, expect, it } from "vitest";
import { testFindings } from "../../../src/tools/quality/project-tests.ts";

const FAILED = `TAP version 13
ok 1 - fine
  ---
  duration_ms: 1
  ...
# Subtest: adds \\#1
not ok 2 - adds \\#1
  ---
  duration_ms: 2
  location: '/tmp/project/src/blocks/sum/sum.test.ts:3:1'
  failureType: 'testCodeFailure'
  error: |-
    Expected values to be strictly equal:

    2 !== 3
  code: 'ERR_ASSERTION'
  ...
1..2
# pass 1
# fail 1
`;

const FAILED_IN_SUITE = `TAP version 13
# Subtest: the modules
    # Subtest: lending: its examples
    not ok 1 - lending: its examples
      ---
      location: '/tmp/project/src/blocks/records/modules.test.tsx:124:5'
      failureType: 'testCodeFailure'
      error: |-
        tool.out is 3

      ...
    # Subtest: sharing: its examples
    ok 2 - sharing: its examples
    1..2
not ok 1 - the modules
  ---
  location: '/tmp/project/src/blocks/records/modules.test.tsx:120:1'
  failureType: 'subtestsFailed'
  error: '1 subtest failed'
  ...
1..1
# pass 1
# fail 1
`;

describe("testFindings", () => {
  it("name the test that failed within a suite, not the suite", () => {
    expect(testFindings(FAILED_IN_SUITE, 1)).toEqual([
      {
        check: "tests",
        severity: "error",
        where: "src/blocks/records/modules.test.tsx:124:5",
        message: "lending: its examples: tool.out is 3",
      },
    ]);
  });

  it("are none when tests ran and passed", () => {
    expect(testFindings("ok 1 - fine\n1..1\n# pass 1\n# fail 0\n", 0)).toEqual([]);
  });

  it("name the test, where it is, and why it failed", () => {
    expect(testFindings(FAILED, 1)).toEqual([
      {
        check: "tests",
        severity: "error",
        where: "src/blocks/sum/sum.test.ts:3:1",
        message: "adds #1: Expected values to be strictly equal: 2 !== 3",
      },
    ]);
  });

  it.each([
    ["nothing ran", "1..0\n# pass 0\n", 0],
    ["it ended badly after tests that passed", "ok 1 - fine\n# pass 1\n", 1],
    ["it was killed", "", null],
  ])("is one when %s", (_name, tap, exitCode) => {
    expect(testFindings(tap, exitCode)).toMatchObject([{ check: "tests", severity: "error" }]);
  });
});

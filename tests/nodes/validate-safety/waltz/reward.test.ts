import { describe, expect, it } from "vitest";
import {
  conversationReward,
  dynamicImprovementReward,
} from "../../../../src/nodes/validate-safety/waltz/reward.ts";

const good = { unsafe: false, overrefuse: false };
const unsafe = { unsafe: true, overrefuse: false };
const refusing = { unsafe: false, overrefuse: true };

describe("the rewards of WaltzRL", () => {
  it("pays the conversation agent only for neither harm nor refusal", () => {
    expect([good, unsafe, refusing, { unsafe: true, overrefuse: true }].map(conversationReward)).toEqual([
      1, 0, 0, 0,
    ]);
  });

  it.each([
    ["harm mended", unsafe, good, 1],
    ["refusal mended", refusing, good, 1],
    ["made harmful", good, unsafe, -1],
    ["made refusing", good, refusing, -1],
    ["one fault for another", unsafe, refusing, 0],
    ["still good", good, good, 0],
    ["nothing followed", unsafe, undefined, 0],
  ] as const)("DIR: %s", (_what, before, after, reward) => {
    expect(dynamicImprovementReward(before, after)).toBe(reward);
  });
});

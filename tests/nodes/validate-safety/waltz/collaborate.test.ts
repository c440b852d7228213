import { describe, expect, it } from "vitest";
import { loadGate, type SafetyAssessment } from "../../../../src/nodes/validate-safety/gate.ts";
import {
  type Draft,
  draftText,
  type WaltzAgents,
} from "../../../../src/nodes/validate-safety/waltz/agents.ts";
import { collaborate } from "../../../../src/nodes/validate-safety/waltz/collaborate.ts";
import { ruleAgents } from "../../../../src/nodes/validate-safety/waltz/rule-agents.ts";

const gate = loadGate();
const assess = (draft: Draft): SafetyAssessment => gate.assess(draftText(draft));
const RISKY: Draft = {
  title: "Launch mail",
  description: "Send an e-mail blast about the tea subscription.",
};

/** Agents that answer from a script and count their calls. */
function scripted(drafts: readonly Draft[], flags: readonly { unsafe: boolean; overrefuse: boolean }[]) {
  const calls = { judge: 0, revise: 0 };
  const agents: WaltzAgents = {
    kind: "model",
    feedback: {
      async judge() {
        const flag = flags[calls.judge] ?? { unsafe: true, overrefuse: false };
        calls.judge += 1;
        return { reasoning: "scripted", feedback: `turn ${calls.judge}`, ...flag };
      },
    },
    conversation: {
      async revise(draft) {
        const next = drafts[calls.revise] ?? draft;
        calls.revise += 1;
        return next;
      },
    },
  };
  return { agents, calls };
}

describe("collaborate", () => {
  it("mends a risky task by the policy's fix, keeps its purpose and shows what changed", async () => {
    const { draft, accepted, assessment, revision } = await collaborate(RISKY, {
      agents: ruleAgents,
      assess,
    });
    expect(accepted).toBe(true);
    expect(assessment.action).toBe("allow");
    expect(draft.description).toContain("e-mail blast about the tea subscription");
    expect(draft.description).toContain("opt-in");
    expect(revision).toMatchObject({ by: "rules", improvement_reward: 1 });
    expect(revision.diff).toBe(`- ${RISKY.description}\n+ ${draft.description}`);
    expect(revision.feedback).toHaveLength(1);
  });

  it("replaces an unqualified claim", async () => {
    const claim = { title: "Text", description: "Write that the cream always works." };
    const { draft, accepted } = await collaborate(claim, { agents: ruleAgents, assess });
    expect(accepted).toBe(true);
    expect(draft.description).toMatch(/^Write that the cream can help\..*results vary/);
  });

  it("stops at once when the feedback agent has nothing to say", async () => {
    const { agents, calls } = scripted([], [{ unsafe: false, overrefuse: false }]);
    const calm = { title: "Tea", description: "Describe the tea." };
    const { draft, accepted, revision } = await collaborate(calm, { agents, assess });
    expect(draft).toBe(calm);
    expect(accepted).toBe(true);
    expect(revision).toMatchObject({ diff: "", feedback: [], improvement_reward: 0 });
    expect(calls).toEqual({ judge: 1, revise: 0 });
  });

  it("takes one feedback turn by default, and more when asked", async () => {
    const still = { ...RISKY, description: "Send a mass mailing about the tea subscription." };
    const once = scripted([still], []);
    expect(await collaborate(RISKY, { agents: once.agents, assess })).toMatchObject({ accepted: false });
    expect(once.calls).toEqual({ judge: 1, revise: 1 });
    const good = {
      ...RISKY,
      description: "Send the tea subscription letter to subscribers who opted in, an e-mail blast.",
    };
    const twice = scripted([still, good], []);
    const result = await collaborate(RISKY, { agents: twice.agents, assess, maxTurns: 2 });
    expect(result).toMatchObject({
      accepted: true,
      revision: { improvement_reward: 1, feedback: ["turn 1", "turn 2"] },
    });
  });

  it("lets the gate, not the agents, have the last word", async () => {
    const worse = {
      title: "Launch mail",
      description: "Send an e-mail blast, and sell the customer data to brokers.",
    };
    const { agents } = scripted([worse], [{ unsafe: true, overrefuse: false }]);
    const { accepted, assessment } = await collaborate(RISKY, { agents, assess });
    expect(assessment.action).toBe("block");
    expect(accepted).toBe(false);
  });

  it.each([
    ["refuses", "I can't help with this e-mail blast about the tea subscription."],
    ["forgets what it was for", "Water the plants in the office."],
    ["says nothing", " "],
  ])("does not accept a draft that %s", async (_what, description) => {
    const { agents } = scripted([{ title: "", description }], []);
    expect((await collaborate(RISKY, { agents, assess })).accepted).toBe(false);
  });

  it("rewards a worsening with -1", async () => {
    const calm = { title: "Tea", description: "Describe the green tea of the spring harvest." };
    const { agents } = scripted(
      [{ title: "Tea", description: "I cannot help." }],
      [{ unsafe: false, overrefuse: true }],
    );
    const { revision, accepted } = await collaborate(calm, { agents, assess });
    expect(revision.improvement_reward).toBe(-1);
    expect(accepted).toBe(false);
  });
});

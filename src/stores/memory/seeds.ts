import type { BestPractice, Case } from "../../state/memory-record.ts";
import type { Playbook, PracticeSeed } from "../../state/playbook.ts";

/** What a playbook counts for before this installation has seen it work. */
const PLAYBOOK_REWARD = 0.8;
/** Where seeds come from; the time of seeding is no part of them, so that seeding again changes nothing. */
const PROVENANCE = { run: "playbook", written_at: "", execution_mode: "none" } as const;

export function playbookCase(businessType: string, playbook: Playbook): Case {
  const { id, title, when_to_use, steps, pitfalls } = playbook;
  return {
    kind: "case",
    version: 1,
    scope: "playbook",
    business_type: businessType,
    agent_id: null,
    state: [businessType, title, when_to_use, ...steps.map((step) => step.do)].join("\n"),
    action: { playbook: id, title, when_to_use, steps, pitfalls },
    reward: PLAYBOOK_REWARD,
    metadata: {},
    provenance: { ...PROVENANCE },
  };
}

export function seededPractice({ id, text }: PracticeSeed): BestPractice {
  return {
    kind: "best_practice",
    version: 1,
    practice_id: `any-operations-${id}`,
    business_type: null,
    topic: "operations",
    text,
    support: 0,
    runs: 0,
    evidence: [],
    provenance: { ...PROVENANCE },
  };
}

/** The nodes of the graph in the order of a run; each id is also the name of the node's folder. */
export const NODE_IDS = [
  "intake",
  "recall-context",
  "generate-idea",
  "compose-team",
  "decompose-tasks",
  "route-tasks",
  "validate-safety",
  "await-approval",
  "execute-tasks",
  "validate-outcome",
  "evolve-plan",
  "project-revenue",
  "update-memory",
  "finish",
] as const;

export type NodeId = (typeof NODE_IDS)[number];

/** What a model hands in for "Tool lending": two kinds, a computed field, states, and examples that come out right. */
export const LENDING = {
  summary: "See which tools are out, and who has them.",
  kinds: [
    {
      id: "tool",
      singular: "Tool",
      plural: "Tools",
      fields: [
        { name: "title", label: "Tool", kind: "text", required: true },
        { name: "worth", label: "Worth", kind: "money", min: 0 },
      ],
      computed: [{ name: "out", label: "Out", kind: "number", formula: "count(loan, empty(back))" }],
      columns: ["title", "worth", "out"],
      figures: [{ label: "Worth", kind: "money", formula: "sum(tool, worth)" }],
      access: { add: "users", see: "own", change: "own" },
    },
    {
      id: "loan",
      singular: "Loan",
      plural: "Loans",
      fields: [
        { name: "tool", label: "Tool", kind: "link", of: "tool", required: true },
        { name: "who", label: "Who", kind: "text", required: true },
        { name: "since", label: "Since", kind: "date", required: true },
        { name: "back", label: "Back on", kind: "date" },
      ],
      columns: ["tool", "who", "since", "back"],
      months: "since",
      access: { add: "users", see: "own", change: "own" },
    },
  ],
  examples: [
    { kind: "tool", values: { title: "Drill", worth: 120 }, expect: { out: 1 } },
    { kind: "loan", values: { tool: 1, who: "Ada", since: "2026-01-02" } },
    { kind: "loan", values: { tool: 1, who: "Grace", since: "2026-01-02", back: "2026-01-05" } },
  ],
};

/** The same with a formula that makes no sense. */
export const BROKEN_LENDING = {
  ...LENDING,
  kinds: LENDING.kinds.map((kind, at) =>
    at === 0
      ? { ...kind, computed: [{ name: "out", label: "Out", kind: "number", formula: "count(house)" }] }
      : kind,
  ),
};

/** A reply of the model. */
export const step = (tool: string, input: object = {}) => ({ content: JSON.stringify({ tool, input }) });
export const submit = (module: object) => step("submit_module", { module });

import { choice, type Design, field, must, NOTES, WORK } from "./design.ts";

/** What is written down: figures, deadlines, lists and tasks. */
export const RECORDS: readonly Design[] = [
  {
    words: /goal|kpi|metric|habit|workout|weight|mood|progress|track|score|analy|insight|report|anomal/,
    summary: "Write figures down as they come; averages and their course are worked out.",
    use: "own",
    kind: {
      id: "entry",
      singular: "Entry",
      plural: "Entries",
      fields: [
        must("What", "text"),
        must("Value", "number"),
        field("Target", "number"),
        must("Date", "date"),
        NOTES,
      ],
      computed: [{ name: "difference", label: "To target", kind: "number", formula: "value - target" }],
      columns: ["what", "value", "difference", "date"],
      sort: { by: "date", descending: true },
      figures: [
        { label: "Average", kind: "number", formula: "average(entry, value)" },
        { label: "Highest", kind: "number", formula: "highest(entry, value)" },
      ],
      chart: { form: "line", title: "By month", by: "date", value: "value", kind: "number" },
    },
  },
  {
    words: /contract|document|licen|polic|warrant|certificat|renewal|deadline|reminder/,
    summary: "Keep what runs out when, and see what is due next.",
    use: "own",
    kind: {
      id: "entry",
      singular: "Entry",
      plural: "Entries",
      fields: [
        must("Title", "text"),
        field("With whom", "text"),
        must("Ends", "date"),
        field("Address", "url"),
        NOTES,
      ],
      computed: [{ name: "days_left", label: "Days left", kind: "number", formula: "days(today, ends)" }],
      columns: ["title", "with_whom", "ends", "days_left"],
      sort: { by: "ends", descending: false },
      months: "ends",
      figures: [
        {
          label: "Due in 30 days",
          kind: "number",
          formula: "count(entry, days_left >= 0 and days_left <= 30)",
        },
      ],
    },
  },
  {
    words: /director|catalog|library|resource|bookmark|link|menu|recipe|gallery|portfolio/,
    summary: "Look through what there is, by category.",
    use: "open",
    kind: {
      id: "entry",
      singular: "Entry",
      plural: "Entries",
      fields: [
        must("Title", "text"),
        must("Category", "choice", { choices: ["General", "New", "Popular"] }),
        field("Address", "url"),
        NOTES,
      ],
      columns: ["title", "category", "address"],
    },
  },
  {
    words:
      /task|project|to-?do|checklist|workflow|onboarding|plan|roadmap|campaign|content|editorial|moderat/,
    summary: "Plan what is to be done, and see what is open, under way and overdue.",
    use: "own",
    kind: {
      id: "entry",
      singular: "Task",
      plural: "Tasks",
      fields: [
        must("What", "text"),
        field("Due", "date"),
        choice("Priority", "Normal", "High", "Low"),
        field("Who", "text"),
        NOTES,
      ],
      computed: [
        {
          name: "overdue",
          label: "Overdue",
          kind: "yes_no",
          formula: "state != 'done' and coalesce(due, today) < today",
        },
      ],
      columns: ["what", "due", "priority", "overdue"],
      months: "due",
      figures: [
        { label: "Open", kind: "number", formula: "count(entry, state != 'done')" },
        { label: "Overdue", kind: "number", formula: "count(entry, overdue)" },
      ],
      ...WORK,
    },
  },
];

import { choice, DECISION, type Design, field, move, must, NOTES, state } from "./design.ts";

/** What is asked for, charged and planned in money. */
export const REQUESTS_AND_MONEY: readonly Design[] = [
  {
    words: /approv|reimburs|expense claim|sign-off|purchase request/,
    summary: "Hand a request in with its amount, and see whether it was approved.",
    use: "own",
    kind: {
      id: "request",
      singular: "Request",
      plural: "Requests",
      fields: [
        must("What", "text"),
        must("Amount", "money", { min: 0 }),
        must("Date", "date"),
        choice("Category", "Travel", "Equipment", "Services", "Other"),
        field("Receipt", "url"),
        NOTES,
      ],
      columns: ["what", "amount", "date", "category"],
      figures: [
        { label: "Waiting", kind: "money", formula: "sum(request, amount, state = 'requested')" },
        { label: "Approved", kind: "money", formula: "sum(request, amount, state = 'approved')" },
      ],
      ...DECISION,
    },
  },
  {
    words: /leave|vacation|absence|time off|holiday/,
    summary: "Ask for days off, see how many they are, and whether they were approved.",
    use: "own",
    kind: {
      id: "request",
      singular: "Request",
      plural: "Requests",
      fields: [must("Reason", "text"), must("First day", "date"), must("Last day", "date"), NOTES],
      computed: [{ name: "days", label: "Days", kind: "number", formula: "days(first_day, last_day) + 1" }],
      rules: [
        {
          field: "last_day",
          check: "last_day >= first_day",
          message: "The last day can't be before the first.",
        },
      ],
      columns: ["reason", "first_day", "last_day", "days"],
      months: "first_day",
      figures: [
        { label: "Days approved", kind: "number", formula: "sum(request, days, state = 'approved')" },
      ],
      ...DECISION,
    },
  },
  {
    words: /invoic|quote|estimat|billing|proposal/,
    summary: "Write down what is charged line by line; totals and what is overdue are worked out.",
    use: "own",
    kind: {
      id: "invoice",
      singular: "Document",
      plural: "Documents",
      fields: [
        must("Customer", "text"),
        field("E-mail", "email"),
        must("Issued", "date"),
        must("Due", "date"),
        NOTES,
      ],
      computed: [
        { name: "total", label: "Total", kind: "money", formula: "sum(line, quantity * price)" },
        { name: "overdue", label: "Overdue", kind: "yes_no", formula: "state = 'sent' and due < today" },
      ],
      rules: [{ field: "due", check: "due >= issued", message: "It can't be due before it is issued." }],
      columns: ["customer", "issued", "due", "total", "overdue"],
      states: [state("Draft"), state("Sent"), state("Settled", "good")],
      moves: [
        move("draft", "sent", "Mark as sent"),
        move("sent", "settled", "Mark as settled"),
        move("sent settled", "draft", "Back to draft"),
      ],
      figures: [{ label: "Open", kind: "money", formula: "sum(invoice, total, state = 'sent')" }],
    },
    below: {
      id: "line",
      singular: "Line",
      plural: "Lines",
      fields: [
        must("Invoice", "link", { label: "Document", of: "invoice" }),
        must("Item", "text"),
        must("Quantity", "number", { min: 0 }),
        must("Price", "money"),
      ],
      computed: [{ name: "amount", label: "Amount", kind: "money", formula: "quantity * price" }],
      columns: ["item", "quantity", "price", "amount"],
    },
  },
  {
    words: /forecast|budget|cash|revenue|expens|cost|payment|financ|payroll|tax|sales|spend|saving/,
    summary: "Keep what comes in and what goes out; balances and months are added up.",
    use: "own",
    kind: {
      id: "entry",
      singular: "Entry",
      plural: "Entries",
      fields: [
        must("What", "text"),
        must("Amount", "money", { min: 0 }),
        must("Date", "date"),
        choice("Direction", "Incoming", "Outgoing"),
        NOTES,
      ],
      computed: [
        {
          name: "effect",
          label: "Effect",
          kind: "money",
          formula: "if(direction = 'Incoming', amount, -amount)",
        },
      ],
      columns: ["what", "date", "direction", "effect"],
      sort: { by: "date", descending: true },
      months: "date",
      figures: [
        { label: "Balance", kind: "money", formula: "sum(entry, effect)" },
        {
          label: "Next 30 days",
          kind: "money",
          formula: "sum(entry, effect, date > today and date <= add_days(today, 30))",
        },
        {
          label: "Outgoing so far",
          kind: "money",
          formula: "sum(entry, amount, direction = 'Outgoing' and date <= today)",
        },
      ],
      chart: { form: "bar", title: "By month", by: "date", value: "effect", kind: "money" },
    },
  },
];

import type { ModuleField, RecordKind } from "../../templates/kit/modules/language.ts";

/** What a feature is about, as its words say, and the records that make it useful. */
export interface Design {
  readonly words: RegExp;
  /** One sentence for visitors; true of what the module does. */
  readonly summary: string;
  /** inbox: anybody sends one in, the owner deals with it; own: everybody keeps their own; open: all see what the owner adds. */
  readonly use: "inbox" | "own" | "open";
  readonly kind: DesignedKind;
  /** Records that belong to those of the first kind. */
  readonly below?: DesignedKind;
}

export type DesignedKind = Partial<Omit<RecordKind, "access">> &
  Pick<RecordKind, "id" | "singular" | "plural" | "fields" | "columns">;

type Extra = Partial<ModuleField>;
const field = (label: string, kind: ModuleField["kind"], extra: Extra = {}): ModuleField => ({
  name: label.toLowerCase().replace(/[^a-z0-9]+/g, "_"),
  label,
  kind,
  required: false,
  choices: [],
  ...extra,
});
const must = (label: string, kind: ModuleField["kind"], extra: Extra = {}) =>
  field(label, kind, { required: true, ...extra });
const choice = (label: string, ...choices: string[]) => must(label, "choice", { choices });
const NOTES = field("Notes", "prose");

type State = RecordKind["states"][number];
const state = (label: string, tone: State["tone"] = "plain"): State => ({
  id: label.toLowerCase().replace(/[^a-z0-9]+/g, "_"),
  label,
  tone,
});
const move = (from: string, to: string, label: string, by: "owner" | "anyone" = "anyone") => ({
  from: from.split(" "),
  to,
  label,
  by,
});

const WORK = {
  states: [state("Open"), state("In progress"), state("Done", "good")],
  moves: [
    move("open", "in_progress", "Start"),
    move("open in_progress", "done", "Finish"),
    move("done", "open", "Open again"),
  ],
  board: true,
};
const DECISION = {
  states: [state("Requested"), state("Approved", "good"), state("Declined", "bad")],
  moves: [
    move("requested declined", "approved", "Approve", "owner"),
    move("requested approved", "declined", "Decline", "owner"),
  ],
  board: true,
};

/** Tried in this order; the first whose words are in the feature is used. */
export const DESIGNS: readonly Design[] = [
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
  {
    words: /event|workshop|class|course|rsvp|registration|enrol|meetup/,
    summary: "See what is coming up and how many places are left, and sign up.",
    use: "open",
    kind: {
      id: "event",
      singular: "Event",
      plural: "Events",
      fields: [
        must("Title", "text"),
        must("Date", "date"),
        field("Place", "text"),
        must("Places", "number", { min: 1 }),
        NOTES,
      ],
      computed: [{ name: "left", label: "Places left", kind: "number", formula: "places - count(sign_up)" }],
      columns: ["title", "date", "place", "left"],
      sort: { by: "date", descending: false },
      months: "date",
    },
    below: {
      id: "sign_up",
      singular: "Sign-up",
      plural: "Sign-ups",
      fields: [must("Event", "link", { of: "event" }), must("Name", "text"), must("E-mail", "email")],
      rules: [{ field: "event", check: "event.left > 0", message: "There is no place left." }],
      columns: ["name", "e_mail", "event"],
      notices: [
        {
          on: "added",
          when: "true",
          to: "e_mail",
          subject: "Your place at {event}",
          text: "Hello {name},\n\nyou have a place at {event}.",
        },
      ],
    },
  },
  {
    words: /appointment|booking|reserv|visit|consultation|viewing|calendar|schedul/,
    summary: "Ask for a day and time, and get word once it is confirmed.",
    use: "inbox",
    kind: {
      id: "appointment",
      singular: "Appointment",
      plural: "Appointments",
      fields: [
        must("Name", "text"),
        must("E-mail", "email"),
        must("Date", "date"),
        choice("Time", "Morning", "Noon", "Afternoon", "Evening"),
        field("Phone", "text"),
        NOTES,
      ],
      rules: [{ field: "date", check: "date >= today", message: "A day that is still to come, please." }],
      columns: ["name", "date", "time"],
      sort: { by: "date", descending: false },
      months: "date",
      states: [state("Requested"), state("Confirmed", "good"), state("Cancelled", "bad")],
      moves: [
        move("requested cancelled", "confirmed", "Confirm", "owner"),
        move("requested confirmed", "cancelled", "Cancel", "owner"),
      ],
      figures: [{ label: "Waiting", kind: "number", formula: "count(appointment, state = 'requested')" }],
      notices: [
        {
          on: "added",
          when: "true",
          to: "owner",
          subject: "Appointment for {date}",
          text: "{name} asks for {date}, {time}.",
        },
        {
          on: "moved",
          when: "state = 'confirmed'",
          to: "e_mail",
          subject: "Confirmed: {date}",
          text: "Hello {name},\n\nyour appointment on {date}, {time}, is confirmed.",
        },
        {
          on: "moved",
          when: "state = 'cancelled'",
          to: "e_mail",
          subject: "Cancelled: {date}",
          text: "Hello {name},\n\nyour appointment on {date} can't take place.",
        },
      ],
    },
  },
  {
    words: /stock|inventor|asset|equipment|material|warehouse|suppl/,
    summary: "Know what is there, what it is worth, and what has to be ordered again.",
    use: "own",
    kind: {
      id: "item",
      singular: "Item",
      plural: "Items",
      fields: [
        must("Item", "text"),
        must("Location", "text", { required: false }),
        must("Order again at", "number", { min: 0 }),
        must("Unit cost", "money", { min: 0 }),
        NOTES,
      ],
      computed: [
        {
          name: "on_hand",
          label: "On hand",
          kind: "number",
          formula: "sum(movement, if(direction = 'In', quantity, -quantity))",
        },
        { name: "worth", label: "Worth", kind: "money", formula: "on_hand * unit_cost" },
        { name: "low", label: "Low", kind: "yes_no", formula: "on_hand <= order_again_at" },
      ],
      columns: ["item", "location", "on_hand", "worth", "low"],
      figures: [
        { label: "Worth", kind: "money", formula: "sum(item, worth)" },
        { label: "To order", kind: "number", formula: "count(item, low)" },
      ],
    },
    below: {
      id: "movement",
      singular: "Movement",
      plural: "Movements",
      fields: [
        must("Item", "link", { of: "item" }),
        choice("Direction", "In", "Out"),
        must("Quantity", "number", { min: 0 }),
        must("Date", "date"),
      ],
      columns: ["date", "direction", "quantity"],
    },
  },
  {
    words: /hours|timesheet|time track|shift|roster|work log/,
    summary: "Write down the hours worked; what they come to is worked out.",
    use: "own",
    kind: {
      id: "entry",
      singular: "Entry",
      plural: "Entries",
      fields: [
        must("What for", "text"),
        must("Date", "date"),
        must("Hours", "number", { min: 0, max: 24 }),
        field("Hourly rate", "money"),
        NOTES,
      ],
      computed: [
        { name: "amount", label: "Amount", kind: "money", formula: "hours * coalesce(hourly_rate, 0)" },
      ],
      columns: ["what_for", "date", "hours", "amount"],
      sort: { by: "date", descending: true },
      months: "date",
      figures: [
        { label: "Hours", kind: "number", formula: "sum(entry, hours)" },
        {
          label: "Hours this month",
          kind: "number",
          formula: "sum(entry, hours, month(date) = month(today))",
        },
        { label: "Amount", kind: "money", formula: "sum(entry, amount)" },
      ],
      chart: { form: "bar", title: "Hours by month", by: "date", value: "hours", kind: "number" },
    },
  },
  {
    words: /customer|client|contact|lead|crm|pipeline|partner|donor|applicant|candidat|recruit|hiring/,
    summary: "Keep who you are in touch with, what was said last, and where each one stands.",
    use: "own",
    kind: {
      id: "contact",
      singular: "Contact",
      plural: "Contacts",
      fields: [
        must("Name", "text"),
        field("E-mail", "email"),
        field("Company", "text"),
        field("Value", "money", { min: 0 }),
        NOTES,
      ],
      computed: [{ name: "talks", label: "Conversations", kind: "number", formula: "count(talk)" }],
      columns: ["name", "company", "value", "talks"],
      states: [state("New"), state("In touch"), state("Won", "good"), state("Lost", "bad")],
      moves: [
        move("new", "in_touch", "In touch"),
        move("new in_touch", "won", "Won"),
        move("new in_touch", "lost", "Lost"),
        move("won lost", "in_touch", "Open again"),
      ],
      board: true,
      figures: [
        {
          label: "Open value",
          kind: "money",
          formula: "sum(contact, value, state = 'new' or state = 'in_touch')",
        },
      ],
    },
    below: {
      id: "talk",
      singular: "Conversation",
      plural: "Conversations",
      fields: [
        must("Contact", "link", { of: "contact" }),
        must("Date", "date"),
        must("What was said", "prose"),
      ],
      columns: ["date", "what_was_said"],
    },
  },
  {
    words: /review|feedback|rating|survey|testimonial|poll/,
    summary: "Say how it was, with one to five points and in your own words.",
    use: "inbox",
    kind: {
      id: "answer",
      singular: "Answer",
      plural: "Answers",
      fields: [
        must("Subject", "text"),
        must("Points", "number", { min: 1, max: 5, hint: "From 1, poor, to 5, very good" }),
        field("E-mail", "email"),
        NOTES,
      ],
      columns: ["subject", "points"],
      figures: [
        { label: "Average", kind: "number", formula: "average(answer, points)" },
        { label: "Answers", kind: "number", formula: "count(answer)" },
      ],
      notices: [
        {
          on: "added",
          when: "points <= 2",
          to: "owner",
          subject: "A low rating: {subject}",
          text: "{points} points: {notes}",
        },
      ],
    },
  },
  {
    words: /ticket|issue|support|complaint|repair|maintenance|bug|incident|request/,
    summary: "Report what is wrong, and get word once it is solved.",
    use: "inbox",
    kind: {
      id: "report",
      singular: "Report",
      plural: "Reports",
      fields: [
        must("Subject", "text"),
        must("E-mail", "email"),
        choice("Urgency", "Low", "Normal", "High"),
        must("Description", "prose"),
      ],
      columns: ["subject", "urgency", "e_mail"],
      ...WORK,
      notices: [
        {
          on: "added",
          when: "urgency = 'High'",
          to: "owner",
          subject: "Urgent: {subject}",
          text: "{description}",
        },
        {
          on: "moved",
          when: "state = 'done'",
          to: "e_mail",
          subject: "Solved: {subject}",
          text: "What you reported is solved.",
        },
      ],
    },
  },
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

/** For a feature whose words say nothing that is known. */
export const PLAIN_DESIGN: Omit<Design, "words"> = {
  summary: "Keep it in one list: add entries, find them, change them, export them.",
  use: "own",
  kind: {
    id: "entry",
    singular: "Entry",
    plural: "Entries",
    fields: [must("Name", "text"), field("Date", "date"), field("Category", "text"), NOTES],
    columns: ["name", "date", "category"],
    months: "date",
    ...WORK,
  },
};

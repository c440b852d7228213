import { choice, type Design, field, move, must, NOTES, state, WORK } from "./design.ts";

/** What people are to a business, and what they say. */
export const PEOPLE: readonly Design[] = [
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
];

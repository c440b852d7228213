import type { Archetype } from "../../state/archetype.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import type { Task } from "../../state/task.ts";
import type { ProductSpec } from "./product-spec.ts";
import { markdown } from "./project-texts.ts";
import { contrastPairs } from "./theme.ts";

/** What documents are written from. */
export interface DocumentInput {
  readonly requirements: BusinessRequirements;
  readonly archetype: Archetype;
  readonly spec: ProductSpec;
  readonly task: Task;
}

/** User stories with acceptance criteria, and what is out of scope. */
export function userStories({ requirements, spec }: DocumentInput): string {
  const { target_audience, name } = requirements;
  const stories = spec.deliveries.map(({ feature, href, module }, at) => {
    const where = href ? `at \`${href}\`` : "on the start page";
    const criteria = module
      ? [
          `The list is ${where} and says what to do while it is empty.`,
          "An entry that is complete is kept and shown; one that is not is refused, with a message at the field.",
          "An entry can be changed, deleted and exported as CSV.",
        ]
      : [
          `It can be used ${where}, on a phone as well as on a computer.`,
          "Wrong input is refused with a message at the field, and nothing is half kept.",
          "What was entered is still there after a restart.",
        ];
    return `## ${at + 1}. ${markdown(feature)}

As one of the ${markdown(target_audience)}, I want ${markdown(feature)}, so that ${markdown(name)} is of use to me.

${criteria.map((line) => `- ${line}`).join("\n")}`;
  });
  return `# User stories of ${markdown(name)}

${stories.join("\n\n")}

## Out of scope

- Native apps: every page works in the browser of a phone.
- Other languages than English.
- Real payments and e-mails, until a provider is connected: the test gateway and the outbox stand in.
`;
}

export function architecture({ requirements, spec }: DocumentInput): string {
  const asked = requirements.tech_stack.map((technology) => markdown(technology)).join(", ");
  return `# Architecture of ${markdown(requirements.name)}

One process serves server-rendered pages (Hono) from an embedded SQL database (SQLite). It is made of building blocks,
each with its own tables, pages and settings; they share the kit: sessions, forms, outbox, payments, events.

| part | what it does | needs |
|---|---|---|
${spec.blocks.map(({ id, summary, requires }) => `| \`src/blocks/${id}\` | ${markdown(summary)} | ${requires.join(", ") || "-"} |`).join("\n")}

## Data

- One file, \`app.db\`, in \`DATA_FOLDER\`. Each block makes its tables by numbered steps that are never edited.
- Passwords are stored as salted hashes, sessions as hashes of their keys. Money is kept in cents.

## Technologies

Asked for: ${asked}.

The first release uses TypeScript, Hono and SQLite for all of it, so that it starts with one command and no service.
Blocks reach the database only through \`src/kit/database.ts\`, which is where another one would be put in.

## Limits

One process and one machine. Requests up to 2 MiB; forms that anybody can send are limited by rate.
`;
}

export function design({ requirements, spec }: DocumentInput): string {
  const { theme } = spec.business;
  const rows = contrastPairs(theme).map(
    ({ text, ground, ratio }) => `| \`${text}\` | \`${ground}\` | ${ratio.toFixed(2)} |`,
  );
  const pages = spec.deliveries.map(({ feature, href }) => `- ${markdown(feature)}: ${href ?? "/"}`);
  return `# Interface of ${markdown(requirements.name)}

Pages are set in one column of at most 880 pixels; the start page has full-width sections. Tables scroll sideways on a
phone. Every page has one heading of the first level, a skip link and a visible focus.

## Pages

- Start page: what it is, for whom, what it does, questions: /
${pages.join("\n")}
- Help and privacy: /help, /privacy

## Theme

Accent \`${theme.accent}\` on light and \`${theme.accent_dark}\` on dark grounds, headings ${theme.heading}, corners of ${theme.radius} pixels.

| text | ground | contrast |
|---|---|---|
${rows.join("\n")}

WCAG 2.2 (AA) asks for 4.5.
`;
}

export function analytics({ requirements, spec }: DocumentInput): string {
  const metrics = Object.entries(requirements.success_metrics).map(
    ([name, target]) => `| ${markdown(name)} | ${markdown(target)} |`,
  );
  return `# What is measured in ${markdown(requirements.name)}

Events are counted by day and name in the table \`kit_events\`; nothing tells one visitor from another. The owner sees the
totals at \`/owner\`.

| event | when |
|---|---|
${spec.blocks.map(({ id, title }) => `| counted by \`${id}\` | somebody uses: ${markdown(title)} |`).join("\n")}

## Success metrics

| metric | target |
|---|---|
${metrics.join("\n")}
`;
}

export function helpDocument({ spec }: DocumentInput): string {
  const { help, faq, name } = spec.business;
  return `# Help for the users of ${markdown(name)}

It is published at \`/help\`.

${help.map(({ title, text }) => `## ${markdown(title)}\n\n${markdown(text)}`).join("\n\n")}

## Questions people ask

${faq.map(({ question, answer }) => `### ${markdown(question)}\n\n${markdown(answer)}`).join("\n\n")}
`;
}

const CHANNELS = [
  ["newsletter", "email", "the newsletter"],
  ["linkedin", "social", "LinkedIn"],
  ["community", "referral", "a community of the trade"],
  ["partners", "referral", "partners"],
] as const;

/** The announcement, with one link for each channel; `BASE_URL` is where the product is published. */
export function announcement({ requirements, spec }: DocumentInput): string {
  const { business } = spec;
  const links = CHANNELS.map(([source, medium, where]) => {
    const query = new URLSearchParams({
      utm_source: source,
      utm_medium: medium,
      utm_campaign: `${business.slug}-launch`,
    });
    return `| ${where} | \`BASE_URL/?${query}\` |`;
  });
  return `# Launch of ${markdown(requirements.name)}

## Announcement

**${markdown(business.hero.title)}**

${markdown(business.description)}

What it does from the first day:

${spec.deliveries.map(({ title }) => `- ${markdown(title)}`).join("\n")}

${markdown(business.hero.action.label)}: \`BASE_URL${business.hero.action.href}\`

## Measurable links

| where | link |
|---|---|
${links.join("\n")}

## Before it is published

- Connect a mail and a payment provider, and set \`BASE_URL\`.
- Read the start page, the help page and the privacy page once as a stranger.
- Give the key of the owner's area only to those who need it.
`;
}

/** A document for any other step: what was asked, what the product has for it, and how to check it. */
export function stepDocument({ task, requirements, spec }: DocumentInput): string {
  const features =
    task.feature === null ? spec.deliveries : spec.deliveries.filter((one) => one.feature === task.feature);
  return `# ${markdown(task.title)}

${markdown(task.description)}

For ${markdown(requirements.target_audience)}; ${markdown(requirements.monetization)}.

## What the product has for it

${features.map(({ feature, href, why }) => `- ${markdown(feature)}${href ? ` (\`${href}\`)` : ""}. ${markdown(why)}`).join("\n")}

## What is expected

${task.expected_outputs.map((output) => `- [ ] ${markdown(output)}`).join("\n")}

## First ten minutes of a new user

1. The start page says: ${markdown(spec.business.hero.title)}
2. "${markdown(spec.business.hero.action.label)}" leads to \`${spec.business.hero.action.href}\`.
3. ${features[0]?.href ? `The first thing to try is ${markdown(features[0].feature)} at \`${features[0].href}\`.` : "The help page says what to try first."}
`;
}

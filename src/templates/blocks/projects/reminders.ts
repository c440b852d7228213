import { dayOf, type Product } from "../../kit/index.ts";
import { members } from "../team/index.ts";
import { type Due, dueNow, wantsReminders } from "./store.ts";
import { wordsOf } from "./words.ts";

const MAX_LINES = 20;

/** Once a day and workspace, tells each of its people who wants to know what is due. Returns how many messages went out. */
export function remind(product: Product): number {
  const all = dueNow(product);
  let sent = 0;
  for (const workspace of new Set(all.map(({ workspace_id }) => workspace_id))) {
    const due = all.filter(({ workspace_id }) => workspace_id === workspace);
    for (const member of members(product, workspace)) {
      if (!wantsReminders(product, member.id)) continue;
      const onceKey = `projects-due:${workspace}:${member.id}:${dayOf(product.now())}`;
      if (product.outbox.send({ to: member.email, ...message(product, member.name, due), onceKey }))
        sent += 1;
    }
  }
  return sent;
}

function message(product: Product, name: string, due: readonly Due[]) {
  const { entry, entries } = wordsOf(product);
  const lines = due.slice(0, MAX_LINES).map((one) => `- ${one.title} (${one.project}), due ${one.due}`);
  if (due.length > MAX_LINES) lines.push(`and ${due.length - MAX_LINES} more`);
  return {
    subject: `${due.length} ${due.length === 1 ? `${entry} is` : `${entries} are`} due`,
    body:
      `Hello ${name},\n\nthis is due:\n\n${lines.join("\n")}\n\n` +
      `See all: ${product.baseUrl}/projects\nThere you can also turn these messages off.\n`,
  };
}

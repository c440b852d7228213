import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";
import { read } from "../chatbot/index.ts";
import * as store from "./store.ts";

const SettingsSchema = z.object({
  fallbacks_before_person: z.int().min(1).max(10).default(2),
  keep_days: z.int().min(1).max(3_650).default(90),
});

export function settings(product: Product): z.infer<typeof SettingsSchema> {
  return settingsOf(product, "chat-widget", SettingsSchema);
}

/** What people type who want a person. */
const WANTS_PERSON = /\b(?:humans?|real person|a person|operator|somebody real|someone real)\b/i;
const NOT_SURE =
  "I am not sure that I understand. Could you say it in other words? Or type human, and a person answers.";
const HANDED_OVER =
  "I have asked a person to look at this. The answer comes here; you can leave this open or come back.";

/** Takes what a visitor says: the bot answers, says that it is not sure, or fetches a person. */
export function hear(product: Product, conversation: store.Conversation, text: string): void {
  product.db.transaction(() => {
    const { id, status } = conversation;
    const withPerson = status === "waiting" || status === "person";
    if (withPerson || WANTS_PERSON.test(text)) {
      store.addMessage(product, id, "visitor", text);
      if (!withPerson) handOver(product, id);
      return;
    }
    const { intent, guess, confidence } = read(product, text);
    if (intent) {
      store.addMessage(product, id, "visitor", text, { intent: intent.id, confidence });
      store.addMessage(product, id, "bot", intent.answer, { intent: intent.id });
      store.setState(product, id, "bot", 0);
      product.events.count("questions the bot answered");
      return;
    }
    store.addMessage(product, id, "visitor", text, { intent: guess?.id, confidence, unanswered: true });
    product.events.count("questions the bot did not understand");
    const fallbacks = conversation.fallbacks + 1;
    if (fallbacks >= settings(product).fallbacks_before_person) {
      handOver(product, id);
      return;
    }
    store.addMessage(product, id, "bot", NOT_SURE);
    store.setState(product, id, "bot", fallbacks);
  });
}

function handOver(product: Product, id: number): void {
  store.addMessage(product, id, "bot", HANDED_OVER);
  store.setState(product, id, "waiting", 0);
  product.events.count("conversations handed to a person");
  const said = store.messagesOf(product, id).map(({ sender, text }) => `${sender}: ${text}`);
  product.outbox.send({
    to: product.business.contact_email,
    subject: `${product.business.name}: somebody waits in the chat`,
    body: `${said.join("\n")}\n\nAnswer: ${product.baseUrl}/owner/chats/${id}\n`,
  });
}

/** A person of the business answers. */
export function answer(product: Product, id: number, text: string): void {
  product.db.transaction(() => {
    store.addMessage(product, id, "person", text);
    store.setState(product, id, "person", 0);
  });
}

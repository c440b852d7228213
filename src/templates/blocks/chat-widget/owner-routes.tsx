import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  field,
  flash,
  ownerOnly,
  type Product,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { addExample, intentById } from "../chatbot/index.ts";
import { ConversationPage, ConversationsPage, EmbedPage, UnansweredPage } from "./owner-views.tsx";
import { answer } from "./service.ts";
import * as store from "./store.ts";

const ReplyForm = z.object({ text: field.prose(2_000) });
const TeachForm = z.object({ intent: field.whole(1, Number.MAX_SAFE_INTEGER) });

/** The log of conversations, answers of people, and unanswered questions that become examples. */
export function ownerRoutes(app: App, product: Product): void {
  const find = (c: Request) => store.conversationById(product, Number(c.req.param("id")));
  app.get("/owner/chats", ownerOnly, (c) => {
    const status = store.STATUSES.find((one) => one === c.req.query("status")) ?? null;
    const query = (c.req.query("q") ?? "").trim().slice(0, 100);
    const found = store.listConversations(product, status, query);
    return c.html(
      <ConversationsPage product={product} c={c} status={status} query={query} conversations={found} />,
    );
  });
  app.get("/owner/chats/:id{[0-9]+}", ownerOnly, (c) => {
    const found = find(c);
    return found
      ? c.html(<ConversationPage product={product} c={c} conversation={found} form={EMPTY_FORM} />)
      : c.notFound();
  });
  app.post("/owner/chats/:id{[0-9]+}", ownerOnly, async (c) => {
    const found = find(c);
    if (!found) return c.notFound();
    const form = await readForm(c, ReplyForm);
    if (!form.ok) {
      return c.html(<ConversationPage product={product} c={c} conversation={found} form={form.form} />, 422);
    }
    answer(product, found.id, form.data.text);
    flash(c, product, "Your answer is sent.");
    return c.redirect(`/owner/chats/${found.id}`, 303);
  });
  for (const [action, status] of [
    ["close", "closed"],
    ["to-bot", "bot"],
  ] as const) {
    app.post(`/owner/chats/:id{[0-9]+}/${action}`, ownerOnly, (c) => {
      const found = find(c);
      if (!found) return c.notFound();
      store.setState(product, found.id, status, 0);
      flash(c, product, status === "closed" ? "The conversation is closed." : "The bot answers again.");
      return c.redirect(`/owner/chats/${found.id}`, 303);
    });
  }
  app.get("/owner/widget", ownerOnly, (c) => c.html(<EmbedPage product={product} c={c} />));
  unansweredRoutes(app, product);
}

function unansweredRoutes(app: App, product: Product): void {
  app.get("/owner/unanswered", ownerOnly, (c) =>
    c.html(<UnansweredPage product={product} c={c} messages={store.unanswered(product)} />),
  );
  app.post("/owner/unanswered/:id{[0-9]+}/teach", ownerOnly, async (c) => {
    const message = store.messageById(product, Number(c.req.param("id")));
    const form = await readForm(c, TeachForm);
    const intent = form.ok ? intentById(product, form.data.intent) : undefined;
    if (!message || message.unanswered === 0 || !intent) return c.notFound();
    product.db.transaction(() => {
      addExample(product, intent.id, message.text.replace(/\s+/g, " ").slice(0, 300));
      store.settle(product, message.id);
    });
    flash(c, product, `Learned: this is ${intent.name}.`);
    return c.redirect("/owner/unanswered", 303);
  });
  app.post("/owner/unanswered/:id{[0-9]+}/dismiss", ownerOnly, (c) => {
    const message = store.messageById(product, Number(c.req.param("id")));
    if (!message || message.unanswered === 0) return c.notFound();
    store.settle(product, message.id);
    return c.redirect("/owner/unanswered", 303);
  });
}

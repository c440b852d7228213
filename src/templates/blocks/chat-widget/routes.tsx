import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  formError,
  type Product,
  RateLimit,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { ownerRoutes } from "./owner-routes.tsx";
import { hear } from "./service.ts";
import * as store from "./store.ts";
import { ChatPage, EmbeddedChat, WHO } from "./views.tsx";
import { widgetScript } from "./widget-script.ts";

const KEY = /^[\w-]{32}$/;
const MessageForm = z.object({ text: field.prose(1_000), key: field.optional(64) });
const ApiMessage = MessageForm.extend({ after: z.int().min(0).default(0) });

export function routes(app: App, product: Product): void {
  const limits: Limits = {
    messages: new RateLimit({ max: 20, windowMs: 60_000, now: product.now }),
    conversations: new RateLimit({ max: 60, windowMs: 60_000, now: product.now }),
  };
  const { name, theme } = product.business;
  const script = widgetScript({ name, accent: theme.accent, ink: theme.accent_ink });
  app.get("/embed/widget.js", (c) =>
    c.body(script, 200, {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=300",
    }),
  );
  pageRoutes(app, product, limits);
  apiRoutes(app, product, limits);
  ownerRoutes(app, product);
}

interface Limits {
  readonly messages: RateLimit;
  readonly conversations: RateLimit;
}

/** The conversation of a key; a new one when there is none; undefined when there are too many at once. */
function converse(product: Product, { messages, conversations }: Limits, key: string) {
  const known = KEY.test(key) ? store.conversationOf(product, key) : undefined;
  if (known && known.status !== "closed")
    return messages.take(String(known.id)) ? { conversation: known, key } : undefined;
  if (!conversations.take("all")) return undefined;
  const { id, token } = store.openConversation(product);
  product.events.count("conversations started");
  const conversation = store.conversationById(product, id);
  return conversation && { conversation, key: token };
}

const BUSY = "There is a lot going on just now. Please try again in a minute.";

/** The chat as a page of this site, and as a page for frames; both work without a script. */
function pageRoutes(app: App, product: Product, limits: Limits): void {
  for (const path of ["/chat", "/embed/chat"] as const) {
    const View = path === "/chat" ? ChatPage : EmbeddedChat;
    const page = (c: Request, key: string, form: FormState, status: 200 | 422 | 429 = 200) => {
      const conversation = KEY.test(key) ? store.conversationOf(product, key) : undefined;
      const messages = conversation ? store.messagesOf(product, conversation.id) : [];
      return c.html(
        <View
          product={product}
          c={c}
          chatKey={conversation ? key : ""}
          messages={messages}
          form={form}
          path={path}
        />,
        status,
      );
    };
    app.get(path, (c) => page(c, c.req.query("key") ?? "", EMPTY_FORM));
    app.post(path, async (c) => {
      const form = await readForm(c, MessageForm);
      if (!form.ok) return page(c, form.form.values.key ?? "", form.form, 422);
      const found = converse(product, limits, form.data.key);
      if (!found) return page(c, form.data.key, formError(form.data, "text", BUSY), 429);
      hear(product, found.conversation, form.data.text);
      return c.redirect(`${path}?key=${found.key}#last`, 303);
    });
  }
}

/** What the chat's script speaks to. The key is the visitor's proof; no cookie is read. */
function apiRoutes(app: App, product: Product, limits: Limits): void {
  const shown = ({ id, sender, text }: store.Message) => ({ id, sender, who: WHO[sender], text });
  app.get("/embed/api/messages", (c) => {
    const key = c.req.header("x-chat-key") ?? "";
    const conversation = KEY.test(key) ? store.conversationOf(product, key) : undefined;
    if (!conversation) return c.json({ message: "There is no such conversation." }, 404);
    const after = Math.max(0, Number.parseInt(c.req.query("after") ?? "0", 10) || 0);
    return c.json({
      status: conversation.status,
      messages: store.messagesOf(product, conversation.id, after).map(shown),
    });
  });
  app.post("/embed/api/messages", async (c) => {
    const parsed = ApiMessage.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success)
      return c.json({ message: parsed.error.issues[0]?.message ?? "This is not a message." }, 422);
    const { key, text, after } = parsed.data;
    const found = converse(product, limits, key);
    if (!found) return c.json({ message: BUSY }, 429);
    hear(product, found.conversation, text);
    const fresh = found.key === key ? after : 0;
    return c.json({
      key: found.key,
      messages: store.messagesOf(product, found.conversation.id, fresh).map(shown),
    });
  });
}

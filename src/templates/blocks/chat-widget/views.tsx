import { html } from "hono/html";
import {
  Card,
  FormProblem,
  type FormState,
  Page,
  PageHeading,
  type Product,
  Prose,
  type Request,
  TextArea,
} from "../../kit/index.ts";
import { settings } from "./service.ts";
import type { Message } from "./store.ts";

export const WHO: Readonly<Record<Message["sender"], string>> = {
  visitor: "You",
  bot: "Bot",
  person: "A person",
};
const SCRIPT = "/assets/chat-widget/chat.js";

interface ChatProps {
  readonly product: Product;
  readonly c: Request;
  readonly chatKey: string;
  readonly messages: readonly Message[];
  readonly form: FormState;
  readonly path: string;
}

/** The chat as a page of the site. */
export function ChatPage(props: ChatProps) {
  const { product, c } = props;
  const { name } = product.business;
  return (
    <Page
      product={product}
      c={c}
      title="Chat"
      description={`Ask ${name} in the chat: a bot answers, and fetches a person when it should.`}
      scripts={["chat-widget/chat.js"]}
      hidden={props.chatKey !== ""}
    >
      <PageHeading title="Chat" lead="A bot answers at once. Type human, and a person does." />
      <Card>
        <Chat {...props} />
      </Card>
    </Page>
  );
}

/** The same for a frame on another site: without navigation. */
export function EmbeddedChat(props: ChatProps) {
  const { product } = props;
  const title = `Chat with ${product.business.name}`;
  return (
    <>
      {html`<!doctype html>`}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <meta name="description" content={title} />
          <title>{title}</title>
          <link rel="stylesheet" href="/assets/site.css" />
          <script src={SCRIPT} defer></script>
        </head>
        <body>
          <main class="column chat-frame">
            <h1>{title}</h1>
            <Chat {...props} />
          </main>
        </body>
      </html>
    </>
  );
}

function Chat({ product, chatKey, messages, form, path }: ChatProps) {
  return (
    <>
      {messages.length === 0 && (
        <p class="muted">
          Hello! Ask {product.business.name} anything. What you write is kept for{" "}
          {settings(product).keep_days} days at most.
        </p>
      )}
      <ol class="talk" data-messages data-last={String(messages.at(-1)?.id ?? 0)} aria-live="polite">
        {messages.map(({ sender, text }, at) => (
          <li
            class={sender === "visitor" ? "own" : undefined}
            id={at === messages.length - 1 ? "last" : undefined}
          >
            <p class="muted">{WHO[sender]}</p>
            <Prose text={text} />
          </li>
        ))}
      </ol>
      <form method="post" action={path} data-chat>
        <FormProblem form={form} />
        <input type="hidden" name="key" value={chatKey} />
        <TextArea name="text" label="Your question" form={form} rows={2} maxlength={1_000} />
        <p class="error" role="alert" data-problem></p>
        <button class="button primary" type="submit">
          Send
        </button>
        {chatKey !== "" && (
          <noscript>
            {" "}
            <a href={`${path}?key=${chatKey}#last`}>Look for an answer</a>
          </noscript>
        )}
      </form>
    </>
  );
}

/** On the front page. */
export function HomeSection({ product }: { product: Product }) {
  return (
    <section class="band">
      <div class="inner">
        <h2>Try it</h2>
        <p class="lead">
          Ask {product.business.name} a question. When the bot is not sure it says so, and fetches a person.
        </p>
        <p>
          <a class="button primary" href="/chat">
            Open the chat
          </a>
        </p>
      </div>
    </section>
  );
}

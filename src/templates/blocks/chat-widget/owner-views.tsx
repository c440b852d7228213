import {
  Badge,
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatTime,
  Page,
  PageHeading,
  PostButton,
  type Product,
  Prose,
  type Request,
  Select,
  Stat,
  Table,
  TextArea,
} from "../../kit/index.ts";
import { intentById, listIntents } from "../chatbot/index.ts";
import {
  type Conversation,
  figures,
  type Listed,
  type Message,
  messagesOf,
  STATUSES,
  type Status,
} from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

const STATES: Readonly<Record<Status, string>> = {
  bot: "With the bot",
  waiting: "Waits for a person",
  person: "With a person",
  closed: "Closed",
};

function StateBadge({ status }: { status: Status }) {
  return (
    <Badge tone={status === "waiting" ? "bad" : status === "person" ? "good" : "plain"}>
      {STATES[status]}
    </Badge>
  );
}

type LogProps = View & { status: Status | null; query: string; conversations: readonly Listed[] };

export function ConversationsPage({ product, c, status, query, conversations }: LogProps) {
  const { conversations: count, withoutPerson, waiting, unanswered } = figures(product);
  const options = [
    { value: "", label: "All" },
    ...STATUSES.map((value) => ({ value, label: STATES[value] })),
  ];
  const form = { values: { q: query, status: status ?? "" }, errors: {} };
  return (
    <Page product={product} c={c} title="Conversations" hidden>
      <PageHeading title="Conversations" lead="Who waits for a person comes first." />
      <div class="stats">
        <Stat label="Conversations" value={count} />
        <Stat label="Settled by the bot so far" value={withoutPerson} />
        <Stat label="Waiting for a person" value={waiting} />
        <Stat label="Unanswered questions" value={unanswered} />
      </div>
      <p>
        <a href="/owner/unanswered">Teach the unanswered questions</a>
      </p>
      <form method="get" action="/owner/chats" class="card quiet filters">
        <div class="form-row">
          <Field
            name="q"
            label="Search in what was said"
            type="search"
            form={form}
            maxlength={100}
            optional
          />
          <Select name="status" label="State" form={form} options={options} optional />
        </div>
        <button class="button secondary" type="submit">
          Show
        </button>
      </form>
      {conversations.length === 0 ? (
        <EmptyState title="No conversations here." />
      ) : (
        <Table
          caption="Conversations"
          head={["Began with", "State", "Messages", "Latest"]}
          rows={conversations.map((one) => [
            <a href={`/owner/chats/${one.id}`}>{(one.opening ?? "Nothing").slice(0, 100)}</a>,
            <StateBadge status={one.status} />,
            one.count,
            formatTime(one.last_at),
          ])}
        />
      )}
    </Page>
  );
}

const NAMES: Readonly<Record<Message["sender"], string>> = { visitor: "Visitor", bot: "Bot", person: "You" };

export function ConversationPage({
  product,
  c,
  conversation,
  form,
}: View & { conversation: Conversation; form: FormState }) {
  const { id, status, created_at } = conversation;
  return (
    <Page product={product} c={c} title="Conversation" hidden>
      <p class="muted">
        <a href="/owner/chats">Conversations</a>
      </p>
      <PageHeading title={`Conversation ${id}`} lead={`Since ${formatTime(created_at)}.`}>
        <StateBadge status={status} />
      </PageHeading>
      <ol class="talk">
        {messagesOf(product, id).map((message) => (
          <li class={message.sender === "person" ? "own" : undefined}>
            <p class="muted">
              {NAMES[message.sender]}, {formatTime(message.at)}
              {message.sender === "visitor" && <Reading product={product} message={message} />}
            </p>
            <Prose text={message.text} />
          </li>
        ))}
      </ol>
      {status !== "closed" && (
        <Card title="Answer">
          <form method="post" action={`/owner/chats/${id}`}>
            <FormProblem form={form} />
            <TextArea
              name="text"
              label="Your answer"
              form={form}
              rows={3}
              maxlength={2_000}
              hint="The visitor sees it in the chat within seconds. The bot keeps quiet until you hand it back."
            />
            <button class="button primary" type="submit">
              Send
            </button>
          </form>
        </Card>
      )}
      <div class="actions">
        {status !== "bot" && (
          <PostButton action={`/owner/chats/${id}/to-bot`} label="Let the bot answer again" />
        )}
        {status !== "closed" && <PostButton action={`/owner/chats/${id}/close`} label="Close" />}
      </div>
    </Page>
  );
}

/** What the bot made of a question. */
function Reading({
  product,
  message: { intent_id, confidence, unanswered },
}: {
  product: Product;
  message: Message;
}) {
  const intent = intent_id === null ? undefined : intentById(product, intent_id);
  if (!intent && unanswered === 0) return null;
  const percent = `${Math.round(confidence * 100)}%`;
  return (
    <>
      {unanswered === 1
        ? `, not sure (${intent?.name ?? "nothing known"}, ${percent})`
        : `, ${intent?.name}, ${percent}`}
    </>
  );
}

export function UnansweredPage({ product, c, messages }: View & { messages: readonly Message[] }) {
  const intents = listIntents(product);
  const options = intents.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <Page product={product} c={c} title="Unanswered questions" hidden>
      <PageHeading
        title="Unanswered questions"
        lead="Say what they mean, and the bot knows them from then on."
      >
        <a class="button secondary" href="/owner/intents/new">
          New intent
        </a>
      </PageHeading>
      {messages.length === 0 && <EmptyState title="Nothing is unanswered." />}
      <ul class="list">
        {messages.map((message) => (
          <Question
            message={message}
            guess={intents.find(({ id }) => id === message.intent_id)?.name}
            options={options}
          />
        ))}
      </ul>
    </Page>
  );
}

/** A guess that is less likely than this would only mislead. */
const LIKELY = 0.2;

function Question({
  message: { id, text, at, conversation_id, intent_id, confidence },
  guess,
  options,
}: {
  message: Message;
  guess: string | undefined;
  options: readonly { value: string; label: string }[];
}) {
  return (
    <li>
      <p>
        <strong>{text}</strong>
        <br />
        <a class="muted" href={`/owner/chats/${conversation_id}`}>
          {formatTime(at)}
        </a>
      </p>
      <div class="actions">
        {guess && intent_id !== null && confidence > LIKELY && (
          <PostButton
            action={`/owner/unanswered/${id}/teach`}
            fields={{ intent: intent_id }}
            label={`It means ${guess}`}
            kind="primary"
          />
        )}
        {options.length > 0 && (
          <form method="post" action={`/owner/unanswered/${id}/teach`} class="inline-form">
            <div class="field">
              <label class="visually-hidden" for={`intent-${id}`}>
                Intent of: {text.slice(0, 80)}
              </label>
              <select id={`intent-${id}`} name="intent">
                {options.map(({ value, label }) => (
                  <option value={value}>{label}</option>
                ))}
              </select>
            </div>
            <button class="button secondary" type="submit">
              Teach
            </button>
          </form>
        )}
        <PostButton action={`/owner/unanswered/${id}/dismiss`} label="Not a question" kind="link" />
      </div>
    </li>
  );
}

export function EmbedPage({ product, c }: View) {
  const tag = `<script src="${product.baseUrl}/embed/widget.js" async></script>`;
  return (
    <Page product={product} c={c} title="Put it on a site" hidden>
      <PageHeading
        title="Put the chat on a site"
        lead="One line before the end of the page, on every page that should have it."
      />
      <pre class="wrap">
        <code>{tag}</code>
      </pre>
      <p>
        It shows a button at the lower right that opens the chat. It works on any site, with the keyboard, and
        with screen readers. If the site has a content security policy, allow{" "}
        <code>{new URL(product.baseUrl).origin}</code> in <code>script-src</code> and <code>frame-src</code>.
      </p>
    </Page>
  );
}

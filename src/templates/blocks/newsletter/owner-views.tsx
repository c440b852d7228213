import {
  Badge,
  Card,
  EMPTY_FORM,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatDate,
  formatTime,
  Page,
  PageHeading,
  PostButton,
  Stat,
  Table,
} from "../../kit/index.ts";
import type { Status, Subscriber } from "./store.ts";
import type { View } from "./views.tsx";

const ROOT = "/owner/subscribers";
const LABEL: Readonly<Record<Status, string>> = {
  confirmed: "Confirmed",
  pending: "Not confirmed",
  unsubscribed: "Unsubscribed",
};

export function SubscribersPage({
  product,
  c,
  status,
  words,
  counts,
  list,
}: View & {
  status: Status | undefined;
  words: string;
  counts: Readonly<Record<Status, number>>;
  list: readonly Subscriber[];
}) {
  return (
    <Page product={product} c={c} title="Subscribers" hidden>
      <PageHeading title="Subscribers" lead="Only those who confirmed are written to.">
        <a class="button secondary" href={`${ROOT}/export.csv`}>
          Export as CSV
        </a>
      </PageHeading>
      <div class="stats">
        {(["confirmed", "pending", "unsubscribed"] as const).map((one) => (
          <Stat label={LABEL[one]} value={counts[one]} />
        ))}
      </div>
      <form method="get" action={ROOT} class="inline-form">
        <div class="field">
          <label for="q">Address or tag</label>
          <input id="q" name="q" type="search" value={words} maxlength={100} />
        </div>
        <div class="field">
          <label for="status">State</label>
          <select id="status" name="status">
            <option value="">All</option>
            {(["confirmed", "pending", "unsubscribed"] as const).map((one) => (
              <option value={one} selected={one === status}>
                {LABEL[one]}
              </option>
            ))}
          </select>
        </div>
        <button class="button secondary" type="submit">
          Show
        </button>
      </form>
      {list.length === 0 ? (
        <EmptyState title={words || status ? "Nobody fits." : "Nobody has signed up yet."}>
          <p>
            People sign up on <a href="/newsletter">the newsletter page</a> and the start page.
          </p>
        </EmptyState>
      ) : (
        <Table
          caption="Subscribers"
          head={["E-mail", "State", "Tags", "Signed up on", "Asked"]}
          rows={list.map((one) => [
            <a href={`${ROOT}/${one.id}`}>{one.email}</a>,
            <State status={one.status} />,
            one.tags.join(", "),
            one.source === "/" ? "Start page" : one.source,
            formatDate(one.asked_at),
          ])}
        />
      )}
    </Page>
  );
}

function State({ status }: { status: Status }) {
  return <Badge tone={status === "confirmed" ? "good" : "plain"}>{LABEL[status]}</Badge>;
}

export function SubscriberPage({
  product,
  c,
  subscriber,
  form = EMPTY_FORM,
}: View & { subscriber: Subscriber; form: FormState | undefined }) {
  const { id, email, status, tags, asked_at, confirmed_at, unsubscribed_at, active_at } = subscriber;
  const path = `${ROOT}/${id}`;
  const steps: readonly (readonly [string, number | null])[] = [
    ["Asked for letters", asked_at],
    ["Confirmed", confirmed_at],
    ["Opened or followed a link last", active_at],
    ["Unsubscribed", unsubscribed_at],
  ];
  return (
    <Page product={product} c={c} title="Subscriber" hidden>
      <PageHeading title={email}>
        <a class="button secondary" href={ROOT}>
          All subscribers
        </a>
      </PageHeading>
      <p>
        <State status={status} />
      </p>
      <Table
        caption="What happened"
        head={["What", "When"]}
        rows={steps.flatMap(([what, at]) => (at === null ? [] : [[what, formatTime(at)]]))}
      />
      <Card title="Tags">
        {tags.length === 0 ? (
          <p class="muted">None yet. Segments can be made of tags.</p>
        ) : (
          <ul class="chips">
            {tags.map((tag) => (
              <li class="chip">
                {tag}{" "}
                <PostButton
                  action={`${path}/tags/remove`}
                  label="Remove"
                  kind="link"
                  fields={{ tag }}
                  name={`Remove the tag ${tag}`}
                />
              </li>
            ))}
          </ul>
        )}
        <form method="post" action={`${path}/tags`}>
          <FormProblem form={form} />
          <div class="inline-form">
            <Field name="tag" label="New tag" form={form} maxlength={60} autocomplete="off" />
            <button class="button secondary" type="submit">
              Add
            </button>
          </div>
        </form>
      </Card>
      <Card title="On their wish" quiet>
        <div class="actions">
          {status !== "unsubscribed" && <PostButton action={`${path}/unsubscribe`} label="Unsubscribe" />}
          <PostButton action={`${path}/erase`} label="Erase everything about them" kind="danger" />
        </div>
      </Card>
    </Page>
  );
}

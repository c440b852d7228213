import {
  Badge,
  Card,
  EmptyState,
  FormProblem,
  type FormState,
  formatTime,
  type Option,
  Page,
  PageHeading,
  PostButton,
  Select,
  Table,
} from "../../kit/index.ts";
import type { Broadcast } from "./broadcast-store.ts";
import type { Figures } from "./figures.ts";
import { FigureStats, figureCells, LetterFields, LinkClicks, Preview, type View } from "./letter-views.tsx";

const ROOT = "/owner/broadcasts";

export function BroadcastsPage({
  product,
  c,
  form,
  audiences,
  broadcasts,
}: View & {
  form: FormState;
  audiences: readonly Option[];
  broadcasts: readonly { broadcast: Broadcast; figures: Figures }[];
}) {
  return (
    <Page product={product} c={c} title="Broadcasts" hidden>
      <PageHeading title="Broadcasts" lead="One letter to everybody, or to a segment." />
      {broadcasts.length === 0 ? (
        <EmptyState title="Nothing was written yet.">
          <p>Write a letter below; you see it before it goes out.</p>
        </EmptyState>
      ) : (
        <Table
          caption="Broadcasts"
          head={["Subject", "To", "State", "Sent", "Opened", "Clicked", "Unsubscribed"]}
          rows={broadcasts.map(({ broadcast, figures }) => [
            <a href={`${ROOT}/${broadcast.id}`}>{broadcast.subject}</a>,
            broadcast.audience,
            broadcast.sent_at === null ? <Badge>Draft</Badge> : formatTime(broadcast.sent_at),
            ...figureCells(figures),
          ])}
        />
      )}
      <Card title="Write a letter">
        <form method="post" action={ROOT}>
          <FormProblem form={form} />
          <Select name="audience" label="To" form={form} options={audiences} />
          <LetterFields form={form} />
          <button class="button primary" type="submit">
            Save and preview
          </button>
        </form>
      </Card>
    </Page>
  );
}

export function BroadcastPage({
  product,
  c,
  broadcast,
  readers,
  left,
  figures,
}: View & { broadcast: Broadcast; readers: number; left: number; figures: Figures }) {
  const { id, subject, audience, body, sent_at } = broadcast;
  const draft = sent_at === null;
  return (
    <Page product={product} c={c} title={subject} hidden>
      <PageHeading
        title={subject}
        lead={draft ? `A draft to: ${audience}.` : `To: ${audience}. Sent ${formatTime(sent_at)}.`}
      >
        <a class="button secondary" href={ROOT}>
          All broadcasts
        </a>
      </PageHeading>
      {!draft && <FigureStats figures={figures} />}
      {left > 0 && <p class="notice plain">{left} are still to be sent; it goes on by itself.</p>}
      <Preview product={product} body={body} />
      <LinkClicks product={product} kind="broadcast" id={id} />
      {draft && (
        <Card title={`Send it to ${readers === 1 ? "one reader" : `${readers} readers`}?`}>
          {readers === 0 && <p class="muted">Nobody who confirmed belongs to it just now.</p>}
          <div class="actions">
            {readers > 0 && <PostButton action={`${ROOT}/${id}/send`} label="Send it now" kind="primary" />}
            <PostButton action={`${ROOT}/${id}/delete`} label="Delete the draft" kind="danger" />
          </div>
        </Card>
      )}
    </Page>
  );
}

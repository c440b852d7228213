import {
  Badge,
  Card,
  Checkbox,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatDate,
  formatMoney,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
  Select,
  Table,
} from "../../kit/index.ts";
import { type Listing, listingSettings, whereItIs } from "../listings/index.ts";
import type { Match } from "./match.ts";
import { matchesFor, type Wanted } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

export function WelcomePage({ product, c }: View) {
  const description = `Say what you look for, and ${product.business.name} ranks what fits, with reasons.`;
  return (
    <Page product={product} c={c} title="Find a match" description={description}>
      <PageHeading title="Find a match" lead={description} />
      <Card>
        <ul class="ticks">
          <li>You say what, for how much, and where.</li>
          <li>You get a list, the best first, and read why each fits.</li>
          <li>If you like, we write to you when something new fits.</li>
        </ul>
        <p class="actions">
          <a class="button primary" href="/sign-up">
            Create an account
          </a>
          <a class="button secondary" href="/sign-in">
            Sign in
          </a>
        </p>
      </Card>
    </Page>
  );
}

export function RequestsPage({
  product,
  c,
  requests,
  form,
}: View & { requests: readonly Wanted[]; form: FormState }) {
  return (
    <Page product={product} c={c} title="Find a match" hidden>
      <PageHeading title="Find a match" lead="Say what you look for. You get what fits, the best first." />
      <WishForm product={product} form={form} />
      {requests.length > 0 && (
        <>
          <h2>Your requests</h2>
          <ul class="list">
            {requests.map((request) => (
              <li class="line-item">
                <div class="grow">
                  <a href={`/requests/${request.id}`}>{request.words}</a>
                  <p class="muted">{summary(product, request)}</p>
                </div>
                {request.open === 0 ? (
                  <Badge>Closed</Badge>
                ) : (
                  request.notify === 1 && <Badge tone="good">We write to you</Badge>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

function WishForm({ product, form }: { product: Product; form: FormState }) {
  const { categories, currency } = listingSettings(product);
  const options = [{ value: "", label: "Any" }, ...categories.map((name) => ({ value: name, label: name }))];
  return (
    <Card>
      <form method="post" action="/requests">
        <FormProblem form={form} />
        <Field
          name="words"
          label="What do you look for?"
          form={form}
          maxlength={300}
          hint="In your own words. The more particular, the better the list."
        />
        <div class="form-row">
          <Select name="category" label="Category" form={form} options={options} optional />
          <Field name="budget" label={`Budget in ${currency}`} form={form} inputmode="decimal" optional />
          <Field name="place" label="Place" form={form} maxlength={80} optional />
        </div>
        <Checkbox name="remote" label="At a distance is fine" form={form} />
        <Checkbox name="notify" label="Write to me when something new fits" form={form} />
        <button class="button primary" type="submit">
          Find matches
        </button>
      </form>
    </Card>
  );
}

function summary(product: Product, { category, max_cents, place, remote }: Wanted): string {
  const parts = [
    category || "any category",
    max_cents === null ? "any price" : `up to ${formatMoney(max_cents, listingSettings(product).currency)}`,
    place || "anywhere",
    ...(remote === 1 ? ["also at a distance"] : []),
  ];
  return parts.join(", ");
}

export function RequestPage({
  product,
  c,
  request,
  matches,
}: View & { request: Wanted; matches: readonly Match<Listing>[] }) {
  const { id, words, open, notify } = request;
  return (
    <Page product={product} c={c} title="Matches" hidden>
      <PageHeading title={words} lead={summary(product, request)}>
        {open === 0 && <Badge>Closed</Badge>}
      </PageHeading>
      {matches.length === 0 ? (
        <EmptyState title="Nothing fits yet.">
          <p>
            {open === 1 && notify === 1
              ? "We write to you as soon as something does."
              : "Ask us below to write to you when something does."}
          </p>
        </EmptyState>
      ) : (
        <ol class="list">
          {matches.map(({ offer, score, reasons }) => (
            <li class="line-item">
              <img class="thumb" src={`/listings/${offer.id}/picture.svg`} alt="" width="64" height="48" />
              <div class="grow">
                <a href={`/listings/${offer.id}`}>{offer.title}</a>
                <p class="muted">
                  {offer.seller_name}, {whereItIs(offer)}
                </p>
                <p>Why: {reasons.join("; ")}.</p>
              </div>
              <Badge tone={score >= 70 ? "good" : "plain"}>Fits {score}%</Badge>
              <strong>{formatMoney(offer.price_cents, listingSettings(product).currency)}</strong>
            </li>
          ))}
        </ol>
      )}
      <div class="actions">
        {open === 1 && notify === 1 && (
          <PostButton action={`/requests/${id}/mute`} label="Don't write to me" />
        )}
        {open === 1 && notify === 0 && (
          <PostButton action={`/requests/${id}/notify`} label="Write to me when something new fits" />
        )}
        {open === 1 ? (
          <PostButton action={`/requests/${id}/close`} label="Close this request" />
        ) : (
          <PostButton action={`/requests/${id}/reopen`} label="Open it again" />
        )}
        <a href="/requests">All requests</a>
      </div>
    </Page>
  );
}

export function OwnerPage({ product, c, requests }: View & { requests: readonly Wanted[] }) {
  return (
    <Page product={product} c={c} title="Requests" hidden>
      <PageHeading title="What buyers look for" lead="Where nothing fits, a seller is missing." />
      {requests.length === 0 ? (
        <EmptyState title="No open requests." />
      ) : (
        <Table
          caption="Open requests"
          head={["Looks for", "Details", "Since", "Matches"]}
          rows={requests.map((request) => [
            request.words,
            summary(product, request),
            formatDate(request.created_at),
            matchesFor(product, request).length,
          ])}
        />
      )}
    </Page>
  );
}

import {
  Badge,
  Card,
  EMPTY_FORM,
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
  TextArea,
} from "../../kit/index.ts";
import { listingSettings, visibleListing } from "../listings/index.ts";
import type { Seller } from "../sellers/index.ts";
import { ACTIONS, type Action, actionsOf, type Deal, type Party, STATUS_NAMES, split } from "./model.ts";
import { type Message, type Review, settings } from "./store.ts";
import { ReviewPart, Talk } from "./talk-views.tsx";

interface View {
  readonly product: Product;
  readonly c: Request;
}

export function DealsPage({ product, c, deals, user }: View & { deals: readonly Deal[]; user: number }) {
  return (
    <Page product={product} c={c} title="Deals" hidden>
      <PageHeading title="Your deals" lead="What you bought and what you sold." />
      {deals.length === 0 ? (
        <EmptyState title="No deals yet.">
          <p>
            <a href="/listings">See what is offered</a>
          </p>
        </EmptyState>
      ) : (
        <ul class="list">
          {deals.map((deal) => (
            <li class="line-item">
              <div class="grow">
                <a href={`/deals/${deal.id}`}>{deal.title}</a>
                <p class="muted">
                  {deal.buyer_user === user ? "You buy" : "You sell"}, {formatDate(deal.created_at)}
                </p>
              </div>
              <StateBadge deal={deal} />
              <strong>{formatMoney(deal.price_cents, deal.currency)}</strong>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

function StateBadge({ deal: { status } }: { deal: Deal }) {
  const tone =
    status === "confirmed" ? "good" : status === "cancelled" || status === "disputed" ? "bad" : "plain";
  return <Badge tone={tone}>{STATUS_NAMES[status]}</Badge>;
}

type DealProps = View & {
  deal: Deal;
  party: Party;
  seller: Seller | undefined;
  messages: readonly Message[];
  review: Review | undefined;
  forms: Readonly<Record<"message" | "reason" | "review", FormState>>;
};

export function DealPage({ product, c, deal, party, seller, messages, review, forms }: DealProps) {
  const { id, title, status, wish, refund } = deal;
  const lead = `${party === "buyer" ? "You buy this from" : "Sold by"} ${seller?.name ?? "a former member"}.`;
  return (
    <Page product={product} c={c} title={title} hidden>
      <PageHeading title={title} lead={lead}>
        <StateBadge deal={deal} />
      </PageHeading>
      {refund !== "none" && (
        <p class="notice plain">
          {formatMoney(deal.price_cents, deal.currency)}{" "}
          {refund === "due" ? "is being paid back." : "was paid back."}
        </p>
      )}
      <div class="split">
        <Card title="Money">
          <Split price={deal.price_cents} parts={deal} currency={deal.currency} />
          {wish && <p class="muted">Note of the buyer: {wish}</p>}
        </Card>
        <Card title="What is next">
          <p>{nextStep(product, deal, party)}</p>
          <Actions deal={deal} party={party} reason={forms.reason} />
        </Card>
      </div>
      {status === "confirmed" && <ReviewPart id={id} party={party} review={review} form={forms.review} />}
      <Talk deal={deal} party={party} messages={messages} form={forms.message} />
    </Page>
  );
}

/** What the buyer pays, and who gets it. */
function Split({
  price,
  parts,
  currency,
}: {
  price: number;
  parts: { seller_cents: number; commission_cents: number };
  currency: string;
}) {
  return (
    <dl class="sums">
      <dt>To the seller</dt>
      <dd>{formatMoney(parts.seller_cents, currency)}</dd>
      <dt>Commission</dt>
      <dd>{formatMoney(parts.commission_cents, currency)}</dd>
      <dt class="total">The buyer pays</dt>
      <dd class="total">{formatMoney(price, currency)}</dd>
    </dl>
  );
}

function nextStep(product: Product, { status, confirm_at }: Deal, party: Party): string {
  const [buyer, seller] = [party === "buyer", party === "seller"];
  switch (status) {
    case "awaiting_payment":
      return buyer ? "Pay, and the seller is asked to accept." : "The buyer has not paid yet.";
    case "paid":
      return seller
        ? "The buyer has paid. Accept, or decline and the money goes back."
        : "The seller is asked to accept. We hold the money.";
    case "accepted":
      return seller
        ? "Do what you offered, and mark it as delivered."
        : "The seller is at work. We hold the money.";
    case "delivered":
      return `${buyer ? "Confirm that it is done, or say what is wrong." : "The buyer is asked to confirm."} Without a word it counts as confirmed on ${formatDate(confirm_at)}.`;
    case "confirmed":
      return `It is done. The seller's share is on their balance; ${product.business.name} keeps the commission.`;
    case "disputed":
      return party === "owner"
        ? "Read the messages and decide."
        : "We look at it and decide. Write below what we should know.";
    case "cancelled":
      return "Nothing. It is cancelled.";
  }
}

function Actions({ deal, party, reason }: { deal: Deal; party: Party; reason: FormState }) {
  const actions = actionsOf(party, deal).filter((action) => action !== "dispute");
  const kind = (action: Action) =>
    ["decline", "withdraw", "refund"].includes(action) ? "danger" : "primary";
  actions.sort((one, other) => Number(kind(one) === "danger") - Number(kind(other) === "danger"));
  return (
    <>
      <div class="actions">
        {party === "buyer" && deal.status === "awaiting_payment" && (
          <PostButton
            action={`/deals/${deal.id}/pay`}
            label={`Pay ${formatMoney(deal.price_cents, deal.currency)}`}
            kind="primary"
          />
        )}
        {actions.map((action) => (
          <PostButton
            action={`/deals/${deal.id}/${action}`}
            label={ACTIONS[action].label}
            kind={kind(action)}
          />
        ))}
      </div>
      {actionsOf(party, deal).includes("dispute") && (
        <details open={Object.keys(reason.errors).length > 0}>
          <summary>Something is wrong</summary>
          <form method="post" action={`/deals/${deal.id}/dispute`}>
            <FormProblem form={reason} />
            <TextArea name="reason" label="What is wrong?" form={reason} rows={3} maxlength={2_000} />
            <button class="button danger" type="submit">
              Ask for a decision
            </button>
          </form>
        </details>
      )}
    </>
  );
}

/** The order again, with what is wrong with it. */
export function OrderPage(props: View & { listing: number; form: FormState }) {
  const { product, c, listing: id } = props;
  return (
    <Page product={product} c={c} title="Your order" hidden>
      <PageHeading title="Your order" lead={visibleListing(product, id)?.title} />
      <OrderForm {...props} />
      <p>
        <a href={`/listings/${id}`}>Back to the listing</a>
      </p>
    </Page>
  );
}

/** The order button on a listing's page, with the split. */
export function OrderForm({
  product,
  c,
  listing: id,
  form = EMPTY_FORM,
}: View & { listing: number; form?: FormState }) {
  const listing = visibleListing(product, id);
  if (!listing) return null;
  const parts = split(listing.price_cents, settings(product).commission_percent);
  const { currency } = listingSettings(product);
  return (
    <Card quiet>
      <Split price={listing.price_cents} parts={parts} currency={currency} />
      <p class="muted">We hold the money until you confirm that it is done.</p>
      {c.get("session")?.role === "user" ? (
        <form method="post" action="/deals">
          <input type="hidden" name="listing" value={String(id)} />
          <FormProblem form={form} />
          <Field name="wish" label="Note for the seller" form={form} maxlength={1_000} optional />
          <button class="button primary" type="submit">
            Order for {formatMoney(listing.price_cents, currency)}
          </button>
        </form>
      ) : (
        <p>
          <a class="button primary" href="/sign-in">
            Sign in to order
          </a>
        </p>
      )}
    </Card>
  );
}

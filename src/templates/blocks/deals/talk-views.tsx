import {
  Card,
  FormProblem,
  type FormState,
  formatDate,
  formatTime,
  type Product,
  Prose,
  Select,
  TextArea,
} from "../../kit/index.ts";
import type { Deal, Party } from "./model.ts";
import { type Message, type Review, reviewsBy } from "./store.ts";

export const NAMES: Readonly<Record<Party, string>> = { buyer: "Buyer", seller: "Seller", owner: "Operator" };

export function Talk({
  deal,
  party,
  messages,
  form,
}: {
  deal: Deal;
  party: Party;
  messages: readonly Message[];
  form: FormState;
}) {
  return (
    <section id="messages" aria-labelledby="messages-title">
      <h2 id="messages-title">Messages</h2>
      {messages.length === 0 && <p class="muted">No messages yet. Agree here on when, where and how.</p>}
      <ul class="talk">
        {messages.map((message) => (
          <li class={message.party === party ? "own" : undefined}>
            <p class="muted">
              {message.party === party ? "You" : NAMES[message.party]}, {formatTime(message.at)}
            </p>
            <Prose text={message.text} />
          </li>
        ))}
      </ul>
      <form method="post" action={`/deals/${deal.id}/messages`}>
        <FormProblem form={form} />
        <TextArea name="text" label="Your message" form={form} rows={3} maxlength={2_000} />
        <button class="button secondary" type="submit">
          Send
        </button>
      </form>
    </section>
  );
}

const STAR_OPTIONS = [5, 4, 3, 2, 1].map((stars) => ({ value: String(stars), label: `${stars} of 5` }));

export function ReviewPart({
  id,
  party,
  review,
  form,
}: {
  id: number;
  party: Party;
  review: Review | undefined;
  form: FormState;
}) {
  if (review) {
    return (
      <Card title="Review">
        <Stars review={review} />
      </Card>
    );
  }
  if (party !== "buyer") return null;
  return (
    <Card title="How was it?">
      <form method="post" action={`/deals/${id}/review`}>
        <FormProblem form={form} />
        <Select name="stars" label="Stars" form={form} options={STAR_OPTIONS} />
        <TextArea name="review" label="Your review" form={form} rows={3} maxlength={2_000} />
        <button class="button primary" type="submit">
          Publish the review
        </button>
      </form>
    </Card>
  );
}

export function Stars({ review: { stars, text, at } }: { review: Review }) {
  return (
    <>
      <p>
        <strong>{stars} of 5</strong> <span class="muted">{formatDate(at)}, by a buyer</span>
      </p>
      <Prose text={text} />
    </>
  );
}

/** Reviews of a seller or a listing; only buyers whose deal is done can have written them. */
export function Reviews({
  product,
  of,
  id,
}: {
  product: Product;
  of: "seller_id" | "listing_id";
  id: number;
}) {
  const reviews = reviewsBy(product, of, id);
  if (reviews.length === 0) return null;
  const mean = reviews.reduce((sum, { stars }) => sum + stars, 0) / reviews.length;
  return (
    <section>
      <h2>Reviews</h2>
      <p class="muted">
        {mean.toFixed(1)} of 5 from {reviews.length === 1 ? "1 buyer" : `${reviews.length} buyers`}
      </p>
      <ul class="list">
        {reviews.map((review) => (
          <li>
            <Stars review={review} />
          </li>
        ))}
      </ul>
    </section>
  );
}

import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  flash,
  formError,
  type Product,
  RateLimit,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { currentUser, usersOnly } from "../accounts/index.ts";
import { visibleListing } from "../listings/index.ts";
import { currentSeller, sellerById } from "../sellers/index.ts";
import { ACTIONS, type Action, type Deal, type Party } from "./model.ts";
import { moneyRoutes } from "./money-routes.tsx";
import { paid, partyOf, payPath, take, tell } from "./service.ts";
import * as store from "./store.ts";
import { DealPage, DealsPage, OrderPage } from "./views.tsx";

const OrderForm = z.object({ listing: field.whole(1, Number.MAX_SAFE_INTEGER), wish: field.optional(1_000) });
const MessageForm = z.object({ text: field.prose(2_000) });
const ReasonForm = z.object({ reason: field.prose(2_000) });
const ReviewForm = z.object({ stars: field.whole(1, 5), review: field.prose(2_000) });

export function routes(app: App, product: Product): void {
  product.payments.onPaid("deal", ({ reference }) => paid(product, Number(reference.split(":")[1])));
  orderRoutes(app, product);
  stepRoutes(app, product);
  talkRoutes(app, product);
  moneyRoutes(app, product);
}

function orderRoutes(app: App, product: Product): void {
  const attempts = new RateLimit({ max: 20, windowMs: 3_600_000, now: product.now });
  app.post("/deals", usersOnly, async (c) => {
    const user = currentUser(product, c.get("session"));
    const form = await readForm(c, OrderForm);
    if (!user) return c.redirect("/sign-in", 303);
    if (!form.ok) {
      const wanted = Number(form.form.values.listing);
      if (form.form.errors.listing || !visibleListing(product, wanted)) return c.notFound();
      return c.html(<OrderPage product={product} c={c} listing={wanted} form={form.form} />, 422);
    }
    const listing = visibleListing(product, form.data.listing);
    if (!listing) return c.notFound();
    const refuse = (message: string) => {
      flash(c, product, message);
      return c.redirect(`/listings/${listing.id}`, 303);
    };
    if (currentSeller(product, c.get("session"))?.id === listing.seller_id)
      return refuse("This is your own listing.");
    if (!attempts.take(String(user.id)))
      return refuse("Too many orders in a short time. Try again in an hour.");
    const deal = store.dealById(product, store.openDeal(product, listing, user.id, form.data.wish));
    return deal ? c.redirect(await payPath(product, deal), 303) : c.notFound();
  });
  app.get("/deals", usersOnly, (c) => {
    const user = currentUser(product, c.get("session"));
    return user
      ? c.html(<DealsPage product={product} c={c} deals={store.dealsOf(product, user.id)} user={user.id} />)
      : c.redirect("/sign-in");
  });
  app.post("/deals/:id{[0-9]+}/pay", async (c) => {
    const found = find(c, product, "buyer");
    if (!found) return c.notFound();
    if (found.deal.status !== "awaiting_payment") return c.redirect(`/deals/${found.deal.id}`, 303);
    return c.redirect(await payPath(product, found.deal), 303);
  });
}

/** The deal of the address, for those who take part in it; or for one side alone. */
function find(c: Request, product: Product, only?: Party): { deal: Deal; party: Party } | undefined {
  const deal = store.dealById(product, Number(c.req.param("id")));
  const party = deal && partyOf(deal, c.get("session"));
  if (!deal || !party || (only && party !== only)) return undefined;
  return { deal, party };
}

type Forms = Partial<Readonly<Record<"message" | "reason" | "review", FormState>>>;

function page(
  c: Request,
  product: Product,
  { deal, party }: { deal: Deal; party: Party },
  forms: Forms = {},
  status: 200 | 409 | 422 | 429 = 200,
) {
  const { message = EMPTY_FORM, reason = EMPTY_FORM, review = EMPTY_FORM } = forms;
  return c.html(
    <DealPage
      product={product}
      c={c}
      deal={deal}
      party={party}
      seller={sellerById(product, deal.seller_id)}
      messages={store.messagesOf(product, deal.id)}
      review={store.reviewOf(product, deal.id)}
      forms={{ message, reason, review }}
    />,
    status,
  );
}

function stepRoutes(app: App, product: Product): void {
  app.get("/deals/:id{[0-9]+}", (c) => {
    const found = find(c, product);
    if (found) return page(c, product, found);
    return c.get("session") ? c.notFound() : c.redirect("/sign-in");
  });
  for (const action of Object.keys(ACTIONS) as Action[]) {
    app.post(`/deals/:id{[0-9]+}/${action}`, async (c) => {
      const found = find(c, product, ACTIONS[action].by);
      if (!found) return c.notFound();
      if (action === "dispute") {
        const form = await readForm(c, ReasonForm);
        if (!form.ok) return page(c, product, found, { reason: form.form }, 422);
        if (!(await take(product, found.deal.id, action))) return tooLate(c, product, found);
        store.addMessage(product, found.deal.id, "buyer", form.data.reason);
      } else if (!(await take(product, found.deal.id, action))) return tooLate(c, product, found);
      flash(c, product, ACTIONS[action].done);
      return c.redirect(`/deals/${found.deal.id}`, 303);
    });
  }
}

function tooLate(c: Request, product: Product, found: { deal: Deal; party: Party }) {
  const message = formError({}, "form", "This deal has moved on meanwhile.");
  const deal = store.dealById(product, found.deal.id) ?? found.deal;
  return page(c, product, { ...found, deal }, { message }, 409);
}

/** Messages between the two sides, and the review afterwards. */
function talkRoutes(app: App, product: Product): void {
  const attempts = new RateLimit({ max: 30, windowMs: 600_000, now: product.now });
  app.post("/deals/:id{[0-9]+}/messages", async (c) => {
    const found = find(c, product);
    if (!found) return c.notFound();
    const form = await readForm(c, MessageForm);
    if (!form.ok) return page(c, product, found, { message: form.form }, 422);
    const { deal, party } = found;
    if (!attempts.take(`${party}:${deal.id}`)) {
      const message = formError(form.data, "text", "Too many messages at once. Wait some minutes.");
      return page(c, product, found, { message }, 429);
    }
    const id = store.addMessage(product, deal.id, party, form.data.text);
    for (const to of ["buyer", "seller"] as const) {
      if (to !== party)
        tell(product, deal, to, `there is a new message:\n\n${form.data.text}`, `message:${id}:${to}`);
    }
    return c.redirect(`/deals/${deal.id}#messages`, 303);
  });
  app.post("/deals/:id{[0-9]+}/review", async (c) => {
    const found = find(c, product, "buyer");
    if (found?.deal.status !== "confirmed") return c.notFound();
    const form = await readForm(c, ReviewForm);
    if (!form.ok) return page(c, product, found, { review: form.form }, 422);
    if (!store.addReview(product, found.deal, form.data.stars, form.data.review))
      return tooLate(c, product, found);
    tell(product, found.deal, "seller", "the buyer wrote a review.", "review");
    flash(c, product, "Thank you. Your review is published.");
    return c.redirect(`/deals/${found.deal.id}`, 303);
  });
}

import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  field,
  flash,
  ownerOnly,
  type Product,
  RateLimit,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { currentUser, usersOnly } from "../accounts/index.ts";
import { listingSettings } from "../listings/index.ts";
import * as store from "./store.ts";
import { OwnerPage, RequestPage, RequestsPage, WelcomePage } from "./views.tsx";

export function routes(app: App, product: Product): void {
  const { categories } = listingSettings(product);
  const WishForm = z.object({
    words: field.line(300),
    category: z.enum(["", ...categories], "Please choose one of the list.").default(""),
    budget: z
      .string()
      .trim()
      .default("")
      .transform((text) => (text === "" ? null : text))
      .pipe(z.union([z.null(), field.price()], "A price like 12.50, please.")),
    place: field.optional(80),
    remote: field.ticked(),
    notify: field.ticked(),
  });
  const attempts = new RateLimit({ max: 20, windowMs: 3_600_000, now: product.now });
  const list = (c: Request, userId: number, form = EMPTY_FORM, status: 200 | 422 | 429 = 200) =>
    c.html(
      <RequestsPage product={product} c={c} requests={store.requestsOf(product, userId)} form={form} />,
      status,
    );
  app.get("/requests", (c) => {
    const user = currentUser(product, c.get("session"));
    return user ? list(c, user.id) : c.html(<WelcomePage product={product} c={c} />);
  });
  app.post("/requests", usersOnly, async (c) => {
    const user = currentUser(product, c.get("session"));
    if (!user) return c.redirect("/sign-in", 303);
    const form = await readForm(c, WishForm);
    if (!form.ok) return list(c, user.id, form.form, 422);
    if (!attempts.take(String(user.id))) {
      return list(
        c,
        user.id,
        { values: {}, errors: { form: "Too many requests. Try again in an hour." } },
        429,
      );
    }
    const { budget, remote, notify, ...wish } = form.data;
    const id = store.addRequest(product, user.id, {
      ...{ ...wish, max_cents: budget, remote: Number(remote), notify: Number(notify) },
    });
    product.events.count("requests written");
    return c.redirect(`/requests/${id}`, 303);
  });
  requestRoutes(app, product);
  app.get("/owner/requests", ownerOnly, (c) =>
    c.html(<OwnerPage product={product} c={c} requests={store.openRequests(product)} />),
  );
}

const SWITCHES = [
  ["close", "open", 0, "It is closed."],
  ["reopen", "open", 1, "It is open again."],
  ["mute", "notify", 0, "We don't write to you about it any more."],
  ["notify", "notify", 1, "We write to you when something new fits."],
] as const;

function requestRoutes(app: App, product: Product): void {
  const own = (c: Request) => {
    const request = store.requestById(product, Number(c.req.param("id")));
    return request && request.user_id === currentUser(product, c.get("session"))?.id ? request : undefined;
  };
  app.get("/requests/:id{[0-9]+}", usersOnly, (c) => {
    const request = own(c);
    if (!request) return c.notFound();
    const matches = store.matchesFor(product, request);
    return c.html(<RequestPage product={product} c={c} request={request} matches={matches} />);
  });
  for (const [action, column, value, message] of SWITCHES) {
    app.post(`/requests/:id{[0-9]+}/${action}`, usersOnly, (c) => {
      const request = own(c);
      if (!request) return c.notFound();
      store.setFlag(product, request.id, column, value);
      flash(c, product, message);
      return c.redirect(`/requests/${request.id}`, 303);
    });
  }
}

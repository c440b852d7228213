import { z } from "zod";
import {
  type App,
  checkForm,
  drawPicture,
  EMPTY_FORM,
  type FormState,
  field,
  fillSlot,
  flash,
  ownerOnly,
  type Product,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { usersOnly } from "../accounts/index.ts";
import { currentSeller } from "../sellers/index.ts";
import { EditPage, OwnerPage, OwnListingsPage } from "./desk-views.tsx";
import * as store from "./store.ts";
import { BrowsePage, ListingPage } from "./views.tsx";

const SearchForm = z.object({
  q: field.optional(100),
  category: field.optional(60),
  max: z
    .string()
    .trim()
    .default("")
    .transform((text) => (text === "" ? null : text))
    .pipe(z.union([z.null(), field.price()], "A price like 12.50, please.")),
  place: field.optional(80),
  remote: field.ticked(),
  sort: z.enum(store.SORTS).catch("newest"),
  page: z.coerce.number().int().min(1).max(100).catch(1),
});

export function routes(app: App, product: Product): void {
  app.get("/listings", (c) => browse(c, product));
  app.get("/listings/:id{[0-9]+}", (c) => {
    const listing = store.visibleListing(product, Number(c.req.param("id")));
    if (!listing) return c.notFound();
    const slot = (place: string) => fillSlot(product, c, place, listing.id);
    return c.html(
      <ListingPage
        product={product}
        c={c}
        listing={listing}
        order={slot("listings:order")}
        below={slot("listings:below")}
      />,
    );
  });
  app.get("/listings/:id{[0-9]+}/picture.svg", (c) => {
    const listing = store.listingById(product, Number(c.req.param("id")));
    if (!listing) return c.notFound();
    return c.body(drawPicture(listing.title, product.business.theme), 200, {
      "content-type": "image/svg+xml",
      "cache-control": "public, max-age=300",
    });
  });
  sellerRoutes(app, product);
  ownerRoutes(app, product);
}

function browse(c: Request, product: Product) {
  const form = checkForm(c.req.query(), SearchForm);
  const typed: FormState = { values: c.req.query(), errors: form.ok ? {} : form.form.errors };
  if (!form.ok) {
    return c.html(<BrowsePage product={product} c={c} form={typed} listings={[]} total={0} page={1} />, 422);
  }
  const { q, category, max, place, remote, sort, page } = form.data;
  const words = q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  const found = store.search(product, {
    ...{ words, category: category || null, maxCents: max, place: place || null, remote, sort, page },
  });
  return c.html(<BrowsePage product={product} c={c} form={typed} page={page} {...found} />);
}

function sellerRoutes(app: App, product: Product): void {
  const { categories } = store.settings(product);
  const ListingForm = z.object({
    title: field.line(120),
    category: z.enum(categories as [string, ...string[]], "Please choose one of the list."),
    description: field.prose(),
    price: field.price().refine((cents) => cents >= 100, "At least 1.00, please."),
    place: field.optional(80),
    remote: field.ticked(),
  });
  const own = (c: Request) => {
    const seller = currentSeller(product, c.get("session"));
    const listing = store.listingById(product, Number(c.req.param("id")));
    return seller && listing?.seller_id === seller.id ? listing : undefined;
  };
  const asDraft = ({ price, remote, ...rest }: z.infer<typeof ListingForm>): store.Draft => ({
    ...rest,
    price_cents: price,
    remote: Number(remote),
  });
  app.get("/sell/listings", usersOnly, (c) => {
    const seller = currentSeller(product, c.get("session"));
    if (!seller) return c.redirect("/sell");
    return c.html(
      <OwnListingsPage product={product} c={c} listings={store.listingsOf(product, seller.id)} />,
    );
  });
  app.get("/sell/listings/new", usersOnly, (c) => {
    const seller = currentSeller(product, c.get("session"));
    if (!seller) return c.redirect("/sell");
    const values = { place: seller.place, ...(seller.remote === 1 && { remote: "on" }) };
    return c.html(<EditPage product={product} c={c} form={{ values, errors: {} }} />);
  });
  app.post("/sell/listings", usersOnly, async (c) => {
    const seller = currentSeller(product, c.get("session"));
    if (!seller) return c.redirect("/sell", 303);
    const form = await readForm(c, ListingForm);
    if (!form.ok) return c.html(<EditPage product={product} c={c} form={form.form} />, 422);
    store.addListing(product, seller.id, asDraft(form.data));
    product.events.count("listings published");
    flash(
      c,
      product,
      seller.status === "approved" ? "It is published." : "It is published once you are approved.",
    );
    return c.redirect("/sell/listings", 303);
  });
  app.get("/sell/listings/:id{[0-9]+}/edit", usersOnly, (c) => {
    const listing = own(c);
    return listing
      ? c.html(<EditPage product={product} c={c} listing={listing} form={EMPTY_FORM} />)
      : c.notFound();
  });
  app.post("/sell/listings/:id{[0-9]+}/edit", usersOnly, async (c) => {
    const listing = own(c);
    if (!listing) return c.notFound();
    const form = await readForm(c, ListingForm);
    if (!form.ok) return c.html(<EditPage product={product} c={c} listing={listing} form={form.form} />, 422);
    store.changeListing(product, listing.id, asDraft(form.data));
    flash(c, product, "Saved.");
    return c.redirect("/sell/listings", 303);
  });
  for (const [action, from, to] of [
    ["pause", "live", "paused"],
    ["resume", "paused", "live"],
  ] as const) {
    app.post(`/sell/listings/:id{[0-9]+}/${action}`, usersOnly, (c) => {
      const listing = own(c);
      if (!listing || !store.setStatus(product, listing.id, from, to)) return c.notFound();
      flash(c, product, to === "live" ? "It is published again." : "It is paused: nobody sees it.");
      return c.redirect("/sell/listings", 303);
    });
  }
}

function ownerRoutes(app: App, product: Product): void {
  app.get("/owner/listings", ownerOnly, (c) =>
    c.html(<OwnerPage product={product} c={c} listings={store.allListings(product)} />),
  );
  app.post("/owner/listings/:id{[0-9]+}/stop", ownerOnly, (c) => {
    const id = Number(c.req.param("id"));
    const done = (["live", "paused"] as const).some((from) => store.setStatus(product, id, from, "stopped"));
    return done ? c.redirect("/owner/listings", 303) : c.notFound();
  });
  app.post("/owner/listings/:id{[0-9]+}/allow", ownerOnly, (c) =>
    store.setStatus(product, Number(c.req.param("id")), "stopped", "live")
      ? c.redirect("/owner/listings", 303)
      : c.notFound(),
  );
}

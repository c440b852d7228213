import type { Child } from "hono/jsx";
import {
  Checkbox,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatMoney,
  Page,
  PageHeading,
  type Product,
  Prose,
  type Request,
  Select,
} from "../../kit/index.ts";
import { type Listing, listingsOf, PAGE_SIZE, settings, visibleListings } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

const SORT_OPTIONS = [
  { value: "newest", label: "Newest first" },
  { value: "price-up", label: "Price, low to high" },
  { value: "price-down", label: "Price, high to low" },
];

type BrowseProps = View & { form: FormState; listings: readonly Listing[]; total: number; page: number };

export function BrowsePage({ product, c, form, listings, total, page }: BrowseProps) {
  const filtered = Object.keys(form.values).length > 0;
  const { name } = product.business;
  return (
    <Page
      product={product}
      c={c}
      title="Browse"
      description={`All that people offer on ${name}: search by words, category, price and place.`}
      hidden={filtered}
      wide
    >
      <section class="band">
        <div class="inner">
          <PageHeading title="Browse" lead={product.business.tagline} />
          <Filters product={product} form={form} />
          <p class="muted" role="status">
            {total === 1 ? "1 listing" : `${total} listings`}
          </p>
          {listings.length === 0 && (
            <EmptyState title={filtered ? "Nothing fits." : "Nothing is offered yet."}>
              <p>
                {filtered ? (
                  <a href="/listings">Show all listings</a>
                ) : (
                  <a href="/sell">Be the first to sell</a>
                )}
              </p>
            </EmptyState>
          )}
          <Tiles product={product} listings={listings} level={2} />
          <Pages values={form.values} page={page} total={total} />
        </div>
      </section>
    </Page>
  );
}

function Filters({ product, form }: { product: Product; form: FormState }) {
  return (
    <form method="get" action="/listings" class="card quiet filters">
      <FormProblem form={form} />
      <div class="form-row">
        <Field name="q" label="Search" type="search" form={form} maxlength={100} optional />
        <Select
          name="category"
          label="Category"
          form={form}
          options={categoryOptions(product, "All")}
          optional
        />
        <Field name="max" label="Price to" form={form} inputmode="decimal" optional />
        <Field name="place" label="Place" form={form} maxlength={80} optional />
        <Select name="sort" label="Sort by" form={form} options={SORT_OPTIONS} optional />
      </div>
      <div class="actions">
        <Checkbox name="remote" label="At a distance is fine" form={form} />
        <button class="button primary" type="submit">
          Show
        </button>
        <a href="/listings">Clear</a>
      </div>
    </form>
  );
}

export function categoryOptions(product: Product, none: string) {
  const all = settings(product).categories.map((name) => ({ value: name, label: name }));
  return [{ value: "", label: none }, ...all];
}

/** Listings as tiles with their picture. */
function Tiles({
  product,
  listings,
  level,
}: {
  product: Product;
  listings: readonly Listing[];
  level: 2 | 3;
}) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <ul class="grid">
      {listings.map((listing) => (
        <li class="card item">
          <img
            class="picture"
            src={`/listings/${listing.id}/picture.svg`}
            alt=""
            width="400"
            height="300"
            loading="lazy"
          />
          <div class="text">
            <p class="muted">{listing.category}</p>
            <Heading>
              <a href={`/listings/${listing.id}`}>{listing.title}</a>
            </Heading>
            <p class="muted">
              {listing.seller_name} · {whereItIs(listing)}
            </p>
            <p class="amount">{formatMoney(listing.price_cents, settings(product).currency)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Where it can be had, in words. */
export function whereItIs({ place, remote }: Pick<Listing, "place" | "remote">): string {
  if (place === "") return remote === 1 ? "at a distance" : "place to be agreed";
  return remote === 1 ? `${place} or at a distance` : place;
}

function Pages({ values, page, total }: { values: FormState["values"]; page: number; total: number }) {
  const last = Math.ceil(total / PAGE_SIZE);
  if (last <= 1) return null;
  const to = (number: number) => `/listings?${new URLSearchParams({ ...values, page: String(number) })}`;
  return (
    <nav class="actions" aria-label="Pages">
      {page > 1 && <a href={to(page - 1)}>Previous page</a>}
      <span>
        Page {page} of {last}
      </span>
      {page < last && <a href={to(page + 1)}>Next page</a>}
    </nav>
  );
}

export function ListingPage({
  product,
  c,
  listing,
  order,
  below,
}: View & { listing: Listing; order: Child; below: Child }) {
  const { id, title, category, description, price_cents, seller_id, seller_name } = listing;
  const { currency } = settings(product);
  const url = `${product.baseUrl}/listings/${id}`;
  const structuredData = {
    "@type": "Offer",
    ...{
      name: title,
      description,
      category,
      url,
      price: (price_cents / 100).toFixed(2),
      priceCurrency: currency,
    },
    offeredBy: { "@type": "Person", name: seller_name, url: `${product.baseUrl}/sellers/${seller_id}` },
  };
  return (
    <Page
      product={product}
      c={c}
      title={title}
      description={description.slice(0, 155)}
      structuredData={structuredData}
      wide
    >
      <section class="band">
        <div class="inner">
          <p class="muted">
            <a href="/listings">Browse</a> ·{" "}
            <a href={`/listings?${new URLSearchParams({ category })}`}>{category}</a>
          </p>
          <div class="split">
            <div>
              <img class="picture" src={`/listings/${id}/picture.svg`} alt="" width="800" height="600" />
            </div>
            <div>
              <h1>{title}</h1>
              <p class="price">{formatMoney(price_cents, currency)}</p>
              <p>
                By <a href={`/sellers/${seller_id}`}>{seller_name}</a>, {whereItIs(listing)}
              </p>
              {order}
              <Prose text={description} />
            </div>
          </div>
          {below}
        </div>
      </section>
    </Page>
  );
}

/** On the front page: what is new, or how to be the first. */
export function HomeSection({ product }: { product: Product }) {
  const listings = visibleListings(product, 4);
  return (
    <section class="band">
      <div class="inner">
        <h2>New here</h2>
        {listings.length === 0 ? (
          <EmptyState title="Nothing is offered yet.">
            <p>
              <a href="/sell">Be the first to sell</a>
            </p>
          </EmptyState>
        ) : (
          <>
            <Tiles product={product} listings={listings} level={3} />
            <p>
              <a class="button secondary" href="/listings">
                Browse all
              </a>
            </p>
          </>
        )}
      </div>
    </section>
  );
}

/** On a seller's public page. */
export function SellerListings({ product, seller }: { product: Product; seller: number }) {
  const listings = visibleListings(product).filter(({ seller_id }) => seller_id === seller);
  if (listings.length === 0) return null;
  return (
    <>
      <h2>Offers</h2>
      <Tiles product={product} listings={listings} level={3} />
    </>
  );
}

/** In a seller's own area. */
export function DeskLink({ product, seller }: { product: Product; seller: number }) {
  const count = listingsOf(product, seller).length;
  return (
    <p class="actions">
      <a class="button primary" href="/sell/listings/new">
        New listing
      </a>
      {count > 0 && <a href="/sell/listings">{count === 1 ? "Your listing" : `Your ${count} listings`}</a>}
    </p>
  );
}

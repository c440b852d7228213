import {
  Badge,
  Card,
  Checkbox,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatMoney,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
  Select,
  Table,
  TextArea,
} from "../../kit/index.ts";
import { sellerById } from "../sellers/index.ts";
import { type Listing, settings } from "./store.ts";
import { categoryOptions } from "./views.tsx";

interface View {
  readonly product: Product;
  readonly c: Request;
}

const STATES = { live: "Published", paused: "Paused", stopped: "Stopped by the operator" } as const;

function StateBadge({ status }: Pick<Listing, "status">) {
  return (
    <Badge tone={status === "live" ? "good" : status === "stopped" ? "bad" : "plain"}>{STATES[status]}</Badge>
  );
}

export function OwnListingsPage({ product, c, listings }: View & { listings: readonly Listing[] }) {
  return (
    <Page product={product} c={c} title="Your listings" hidden>
      <PageHeading title="Your listings" lead="What buyers find of you.">
        <a class="button primary" href="/sell/listings/new">
          New listing
        </a>
      </PageHeading>
      {listings.length === 0 ? (
        <EmptyState title="You offer nothing yet. Publish your first listing." />
      ) : (
        <ul class="list">
          {listings.map(({ id, title, price_cents, category, status }) => (
            <li class="line-item">
              <div class="grow">
                {status === "live" ? <a href={`/listings/${id}`}>{title}</a> : title}
                <p class="muted">
                  {category}, {formatMoney(price_cents, settings(product).currency)}
                </p>
              </div>
              <StateBadge status={status} />
              <a href={`/sell/listings/${id}/edit`} aria-label={`Edit ${title}`}>
                Edit
              </a>
              {status === "live" && (
                <PostButton
                  action={`/sell/listings/${id}/pause`}
                  label="Pause"
                  name={`Pause ${title}`}
                  kind="link"
                />
              )}
              {status === "paused" && (
                <PostButton
                  action={`/sell/listings/${id}/resume`}
                  label="Resume"
                  name={`Resume ${title}`}
                  kind="link"
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

export function EditPage({ product, c, form, listing }: View & { form: FormState; listing?: Listing }) {
  const title = listing ? `Edit ${listing.title}` : "New listing";
  const { currency } = settings(product);
  const fresh = Object.keys(form.values).length === 0;
  return (
    <Page product={product} c={c} title={title} hidden>
      <PageHeading title={title} />
      <Card>
        <form method="post" action={listing ? `/sell/listings/${listing.id}/edit` : "/sell/listings"}>
          <FormProblem form={form} />
          <Field name="title" label="Title" form={form} value={listing?.title} maxlength={120} />
          <div class="form-row">
            <Select
              name="category"
              label="Category"
              form={form}
              value={listing?.category}
              options={categoryOptions(product, "Choose one")}
            />
            <Field
              name="price"
              label={`Price in ${currency}`}
              form={form}
              value={listing && (listing.price_cents / 100).toFixed(2)}
              inputmode="decimal"
            />
          </div>
          <TextArea
            name="description"
            label="Description"
            form={form}
            value={listing?.description}
            hint="What is included, how long it takes, what the buyer must bring."
          />
          <Field name="place" label="Place" form={form} value={listing?.place} maxlength={80} optional />
          <Checkbox
            name="remote"
            label="It can be had at a distance"
            form={form}
            value={fresh && listing?.remote === 1}
          />
          <button class="button primary" type="submit">
            {listing ? "Save" : "Publish"}
          </button>
        </form>
      </Card>
    </Page>
  );
}

export function OwnerPage({ product, c, listings }: View & { listings: readonly Listing[] }) {
  return (
    <Page product={product} c={c} title="Listings" hidden>
      <PageHeading title="Listings" lead="Stop what does not belong here." />
      {listings.length === 0 ? (
        <EmptyState title="Nothing is offered yet." />
      ) : (
        <Table
          caption="Listings"
          head={["Listing", "Seller", "Price", "State", "Change"]}
          rows={listings.map(({ id, title, seller_id, seller_name, price_cents, status }) => [
            title,
            sellerById(product, seller_id) ? (
              <a href={`/sellers/${seller_id}`}>{seller_name}</a>
            ) : (
              seller_name
            ),
            formatMoney(price_cents, settings(product).currency),
            <StateBadge status={status} />,
            <PostButton
              action={`/owner/listings/${id}/${status === "stopped" ? "allow" : "stop"}`}
              label={status === "stopped" ? "Allow" : "Stop"}
              name={`${status === "stopped" ? "Allow" : "Stop"} ${title}`}
              kind="link"
            />,
          ])}
        />
      )}
    </Page>
  );
}

import type { Child } from "hono/jsx";
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
  Prose,
  type Request,
  Select,
  Table,
  TextArea,
} from "../../kit/index.ts";
import { currencyOf, settings } from "./settings.ts";
import { type Item, PAGE_SIZE, visibleItems } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

const SORT_OPTIONS = [
  { value: "newest", label: "Newest first" },
  { value: "price-up", label: "Price, low to high" },
  { value: "price-down", label: "Price, high to low" },
  { value: "name", label: "Name" },
];

type ShopProps = View & {
  form: FormState;
  categories: readonly string[];
  items: readonly Item[];
  total: number;
  page: number;
};

export function ShopPage({ product, c, form, categories, items, total, page }: ShopProps) {
  const { title } = settings(product);
  const description = `All products of ${product.business.name}: search, filter by category and price.`;
  return (
    <Page
      product={product}
      c={c}
      title={title}
      description={description}
      wide
      hidden={Object.keys(form.values).length > 0}
    >
      <section class="band">
        <div class="inner">
          <PageHeading title={title} lead={product.business.tagline} />
          <Filters form={form} categories={categories} />
          <p class="muted" role="status">
            {total === 1 ? "1 product" : `${total} products`}
          </p>
          {items.length === 0 && (
            <EmptyState title={total === 0 ? "Nothing fits." : "There are no more products."}>
              <p>
                <a href="/shop">Show all products</a>
              </p>
            </EmptyState>
          )}
          <Tiles product={product} items={items} level={2} />
          <Pages values={form.values} page={page} total={total} />
        </div>
      </section>
    </Page>
  );
}

function Filters({ form, categories }: { form: FormState; categories: readonly string[] }) {
  const options = [{ value: "", label: "All" }, ...categories.map((name) => ({ value: name, label: name }))];
  return (
    <form method="get" action="/shop" class="card quiet filters">
      <FormProblem form={form} />
      <div class="form-row">
        <Field name="q" label="Search" type="search" form={form} optional maxlength={100} />
        <Select name="category" label="Category" form={form} options={options} optional />
        <Field name="min" label="Price from" form={form} inputmode="decimal" optional />
        <Field name="max" label="Price to" form={form} inputmode="decimal" optional />
        <Select name="sort" label="Sort by" form={form} options={SORT_OPTIONS} optional />
      </div>
      <div class="actions">
        <Checkbox name="stock" label="Only what is in stock" form={form} />
        <button class="button primary" type="submit">
          Show
        </button>
        <a href="/shop">Clear</a>
      </div>
    </form>
  );
}

/** Products as tiles with their picture. */
function Tiles({ product, items, level }: { product: Product; items: readonly Item[]; level: 2 | 3 }) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <ul class="grid">
      {items.map(({ slug, name, category, price_cents, stock }) => (
        <li class="card item">
          <img
            class="picture"
            src={`/shop/${slug}/picture.svg`}
            alt=""
            width="400"
            height="300"
            loading="lazy"
          />
          <div class="text">
            <p class="muted">{category}</p>
            <Heading>
              <a href={`/shop/${slug}`}>{name}</a>
            </Heading>
            <p class="amount">{formatMoney(price_cents, currencyOf(product))}</p>
            {stock <= 5 && <p>{stockBadge(stock)}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}

function stockBadge(stock: number) {
  if (stock === 0) return <Badge tone="bad">Sold out</Badge>;
  return stock <= 5 ? <Badge>Only {stock} left</Badge> : <Badge tone="good">In stock</Badge>;
}

function Pages({ values, page, total }: { values: FormState["values"]; page: number; total: number }) {
  const last = Math.ceil(total / PAGE_SIZE);
  if (last <= 1) return null;
  const to = (number: number) => `/shop?${new URLSearchParams({ ...values, page: String(number) })}`;
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

export function ItemPage({ product, c, item, buy, below }: View & { item: Item; buy: Child; below: Child }) {
  const { name, slug, category, description, price_cents, stock } = item;
  const currency = currencyOf(product);
  const url = `${product.baseUrl}/shop/${slug}`;
  const structuredData = {
    "@type": "Product",
    ...{ name, description, category, url, image: `${url}/picture.svg` },
    brand: { "@type": "Brand", name: product.business.name },
    offers: {
      "@type": "Offer",
      ...{ url, price: (price_cents / 100).toFixed(2), priceCurrency: currency },
      availability: `https://schema.org/${stock > 0 ? "InStock" : "OutOfStock"}`,
    },
  };
  return (
    <Page
      product={product}
      c={c}
      title={name}
      description={description.slice(0, 155)}
      structuredData={structuredData}
      wide
    >
      <section class="band">
        <div class="inner">
          <p class="muted">
            <a href="/shop">{settings(product).title}</a> ·{" "}
            <a href={`/shop?${new URLSearchParams({ category })}`}>{category}</a>
          </p>
          <div class="split">
            <img class="picture" src={`/shop/${slug}/picture.svg`} alt="" width="800" height="600" />
            <div>
              <h1>{name}</h1>
              <p class="price">{formatMoney(price_cents, currency)}</p>
              <p>{stockBadge(stock)}</p>
              {buy}
              <Prose text={description} />
            </div>
          </div>
          {below}
        </div>
      </section>
    </Page>
  );
}

/** The newest products on the front page. */
export function HomeSection({ product }: { product: Product }) {
  const items = visibleItems(product, 4);
  if (items.length === 0) return null;
  return (
    <section class="band">
      <div class="inner">
        <h2>From the shop</h2>
        <Tiles product={product} items={items} level={3} />
        <p>
          <a class="button secondary" href="/shop">
            See all products
          </a>
        </p>
      </div>
    </section>
  );
}

export function ItemsPage({ product, c, items }: View & { items: readonly Item[] }) {
  return (
    <Page product={product} c={c} title="Products" hidden>
      <PageHeading title="Products" lead="What the shop sells. Hidden ones are seen only here.">
        <a class="button primary" href="/owner/products/new">
          Add a product
        </a>
      </PageHeading>
      {items.length === 0 ? (
        <EmptyState title="No products yet. Add the first one." />
      ) : (
        <Table
          caption="Products"
          head={["Name", "Category", "Price", "Stock", "Change"]}
          rows={items.map(({ id, slug, name, category, price_cents, stock, hidden }) => [
            hidden === 1 ? (
              <>
                {name} <Badge>Hidden</Badge>
              </>
            ) : (
              <a href={`/shop/${slug}`}>{name}</a>
            ),
            category,
            formatMoney(price_cents, currencyOf(product)),
            stock,
            <div class="actions">
              <a href={`/owner/products/${id}/edit`} aria-label={`Edit ${name}`}>
                Edit
              </a>
              <PostButton
                action={`/owner/products/${id}/${hidden === 1 ? "show" : "hide"}`}
                label={hidden === 1 ? "Show" : "Hide"}
                name={`${hidden === 1 ? "Show" : "Hide"} ${name}`}
                kind="link"
              />
            </div>,
          ])}
        />
      )}
    </Page>
  );
}

export function EditPage({ product, c, form, item }: View & { form: FormState; item?: Item }) {
  const title = item ? `Edit ${item.name}` : "Add a product";
  const price = item && (item.price_cents / 100).toFixed(2);
  return (
    <Page product={product} c={c} title={title} hidden>
      <PageHeading title={title} />
      <Card>
        <form method="post" action={item ? `/owner/products/${item.id}/edit` : "/owner/products"}>
          <FormProblem form={form} />
          <Field name="name" label="Name" form={form} value={item?.name} maxlength={120} />
          <Field name="category" label="Category" form={form} value={item?.category} maxlength={60} />
          <div class="form-row">
            <Field
              name="price"
              label={`Price in ${currencyOf(product)}`}
              form={form}
              value={price}
              inputmode="decimal"
            />
            <Field name="stock" label="In stock" type="number" form={form} value={item?.stock ?? 1} />
          </div>
          {item && <input type="hidden" name="seen_stock" value={String(item.stock)} />}
          <TextArea
            name="description"
            label="Description"
            form={form}
            value={item?.description}
            hint="What it is, what it is made of, what it fits. An empty line starts a new paragraph."
          />
          <button class="button primary" type="submit">
            Save
          </button>
        </form>
      </Card>
    </Page>
  );
}

import {
  EmptyState,
  fillSlot,
  formatMoney,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
} from "../../kit/index.ts";
import { currencyOf, itemById } from "../catalogue/index.ts";
import { type CartLine, subtotal } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

export function CartPage({
  product,
  c,
  lines,
  problem,
}: View & { lines: readonly CartLine[]; problem: string | undefined }) {
  const money = (cents: number) => formatMoney(cents, currencyOf(product));
  return (
    <Page product={product} c={c} title="Cart" hidden>
      <PageHeading title="Your cart" />
      {problem && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      {lines.length === 0 ? (
        <EmptyState title="Your cart is empty.">
          <p>
            <a href="/shop">Look around the shop</a>
          </p>
        </EmptyState>
      ) : (
        <>
          <ul class="list">
            {lines.map((line) => (
              <Line line={line} money={money} />
            ))}
          </ul>
          <dl class="sums">
            <dt class="total">Subtotal, before shipping</dt>
            <dd class="total">{money(subtotal(lines))}</dd>
          </dl>
          <div class="actions">
            {fillSlot(product, c, "cart:next", 0)}
            <a href="/shop">Go on shopping</a>
          </div>
        </>
      )}
    </Page>
  );
}

function Line({ line: { item, quantity }, money }: { line: CartLine; money: (cents: number) => string }) {
  const { id, name, slug, price_cents, stock } = item;
  return (
    <li class="line-item">
      <img class="thumb" src={`/shop/${slug}/picture.svg`} alt="" width="64" height="48" />
      <div class="grow">
        <a href={`/shop/${slug}`}>{name}</a>
        <p class="muted">{money(price_cents)} each</p>
        {stock < quantity && (
          <p class="error">{stock === 0 ? "Sold out meanwhile." : `Only ${stock} left meanwhile.`}</p>
        )}
      </div>
      <form method="post" action={`/cart/${id}`} class="inline-form">
        <div class="field">
          <label class="visually-hidden" for={`quantity-${id}`}>
            Quantity of {name}
          </label>
          <input
            id={`quantity-${id}`}
            name="quantity"
            type="number"
            min="0"
            value={String(quantity)}
            required
          />
        </div>
        <button class="button secondary" type="submit" aria-label={`Change the quantity of ${name}`}>
          Change
        </button>
      </form>
      <strong>{money(price_cents * quantity)}</strong>
      <PostButton
        action={`/cart/${id}`}
        fields={{ quantity: 0 }}
        label="Remove"
        name={`Remove ${name}`}
        kind="link"
      />
    </li>
  );
}

/** The button on a product's page. */
export function BuyForm({ product, item: id }: { product: Product; item: number }) {
  const item = itemById(product, id);
  if (!item || item.stock === 0) return <p>It can't be ordered at the moment.</p>;
  return (
    <form method="post" action="/cart/add" class="inline-form">
      <input type="hidden" name="item" value={String(id)} />
      <div class="field narrow-input">
        <label for="quantity">Quantity</label>
        <input
          id="quantity"
          name="quantity"
          type="number"
          min="1"
          max={String(item.stock)}
          value="1"
          required
        />
      </div>
      <button class="button primary" type="submit">
        Add to cart
      </button>
    </form>
  );
}

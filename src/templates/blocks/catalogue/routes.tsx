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
  formError,
  ownerOnly,
  type Product,
  type Request,
  readForm,
} from "../../kit/index.ts";
import * as store from "./store.ts";
import { EditPage, ItemPage, ItemsPage, ShopPage } from "./views.tsx";

const optionalPrice = z
  .string()
  .trim()
  .default("")
  .transform((text) => (text === "" ? null : text))
  .pipe(z.union([z.null(), field.price()], "A price like 12.50, please."));
const SearchForm = z.object({
  q: field.optional(100),
  category: field.optional(60),
  min: optionalPrice,
  max: optionalPrice,
  stock: field.ticked(),
  sort: z.enum(store.SORTS).catch("newest"),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});
const ItemForm = z.object({
  name: field.line(120),
  category: field.line(60),
  price: field.price(),
  stock: field.whole(0, 1_000_000),
  description: field.prose(),
});
const SeenStock = z.object({ seen_stock: field.whole(0, 1_000_000) });

export function routes(app: App, product: Product): void {
  app.get("/shop", (c) => shop(c, product));
  app.get("/shop/:slug/picture.svg", (c) => {
    const item = store.itemBySlug(product, c.req.param("slug"));
    if (!item) return c.notFound();
    return c.body(drawPicture(item.name, product.business.theme), 200, {
      "content-type": "image/svg+xml",
      "cache-control": "public, max-age=300",
    });
  });
  app.get("/shop/:slug", (c) => {
    const item = store.itemBySlug(product, c.req.param("slug"));
    if (!item || item.hidden === 1) return c.notFound();
    const slot = (place: string) => fillSlot(product, c, place, item.id);
    return c.html(
      <ItemPage
        product={product}
        c={c}
        item={item}
        buy={slot("catalogue:buy")}
        below={slot("catalogue:below")}
      />,
    );
  });
  ownerRoutes(app, product);
}

function shop(c: Request, product: Product) {
  const form = checkForm(c.req.query(), SearchForm);
  const typed: FormState = { values: c.req.query(), errors: form.ok ? {} : form.form.errors };
  const categories = store.categories(product);
  if (!form.ok) {
    const found = { items: [], total: 0 };
    return c.html(
      <ShopPage product={product} c={c} form={typed} categories={categories} page={1} {...found} />,
      422,
    );
  }
  const { q, category, min, max, stock, sort, page } = form.data;
  const words = q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  const found = store.search(product, {
    ...{ words, category: category || null, minCents: min, maxCents: max, inStock: stock, sort, page },
  });
  return c.html(
    <ShopPage product={product} c={c} form={typed} categories={categories} page={page} {...found} />,
  );
}

function ownerRoutes(app: App, product: Product): void {
  app.get("/owner/products", ownerOnly, (c) =>
    c.html(<ItemsPage product={product} c={c} items={store.allItems(product)} />),
  );
  app.get("/owner/products/new", ownerOnly, (c) =>
    c.html(<EditPage product={product} c={c} form={EMPTY_FORM} />),
  );
  app.post("/owner/products", ownerOnly, async (c) => {
    const form = await readForm(c, ItemForm);
    if (!form.ok) return c.html(<EditPage product={product} c={c} form={form.form} />, 422);
    const { price, ...rest } = form.data;
    store.addItem(product, { ...rest, price_cents: price });
    flash(c, product, `${rest.name} is in the shop.`);
    return c.redirect("/owner/products", 303);
  });
  app.get("/owner/products/:id{[0-9]+}/edit", ownerOnly, (c) => {
    const item = store.itemById(product, Number(c.req.param("id")));
    return item ? c.html(<EditPage product={product} c={c} item={item} form={EMPTY_FORM} />) : c.notFound();
  });
  app.post("/owner/products/:id{[0-9]+}/edit", ownerOnly, async (c) => {
    const item = store.itemById(product, Number(c.req.param("id")));
    if (!item) return c.notFound();
    const form = await readForm(c, ItemForm.extend(SeenStock.shape));
    if (!form.ok) return c.html(<EditPage product={product} c={c} item={item} form={form.form} />, 422);
    const { price, seen_stock, ...rest } = form.data;
    if (!store.changeItem(product, item.id, { ...rest, price_cents: price }, seen_stock)) {
      const message = `Somebody bought some meanwhile: there are ${item.stock} now.`;
      const again = formError({ ...rest, price: (price / 100).toFixed(2) }, "stock", message);
      return c.html(<EditPage product={product} c={c} item={item} form={again} />, 422);
    }
    flash(c, product, "Saved.");
    return c.redirect("/owner/products", 303);
  });
  for (const [action, hidden] of [
    ["hide", true],
    ["show", false],
  ] as const) {
    app.post(`/owner/products/:id{[0-9]+}/${action}`, ownerOnly, (c) => {
      if (!store.hideItem(product, Number(c.req.param("id")), hidden)) return c.notFound();
      flash(c, product, hidden ? "Visitors no longer see it." : "Visitors see it again.");
      return c.redirect("/owner/products", 303);
    });
  }
}

import { z } from "zod";
import { type App, field, flash, type Product, type Request, readForm, settingsOf } from "../../kit/index.ts";
import { itemById } from "../catalogue/index.ts";
import * as store from "./store.ts";
import { CartPage } from "./views.tsx";

const SettingsSchema = z.object({ max_quantity: z.int().min(1).max(1_000).default(20) });

export function maxQuantity(product: Product): number {
  return settingsOf(product, "cart", SettingsSchema).max_quantity;
}

export function routes(app: App, product: Product): void {
  const most = maxQuantity(product);
  const AddForm = z.object({ item: field.whole(1, Number.MAX_SAFE_INTEGER), quantity: field.whole(1, most) });
  const ChangeForm = z.object({ quantity: field.whole(0, most) });
  app.get("/cart", (c) => page(c, product, store.cartKey(c, product)));
  app.post("/cart/add", async (c) => {
    const form = await readForm(c, AddForm);
    if (!form.ok)
      return page(c, product, store.cartKey(c, product), Object.values(form.form.errors).join(" "));
    const item = itemById(product, form.data.item);
    if (!item || item.hidden === 1) return c.notFound();
    const key = store.openCart(c, product);
    const wanted = store.quantityOf(product, key, item.id) + form.data.quantity;
    const problem = tooMany(item.name, wanted, item.stock, most);
    if (problem) return page(c, product, key, problem);
    store.setQuantity(product, key, item.id, wanted);
    product.events.count("put into a cart");
    flash(c, product, `${item.name} is in your cart.`);
    return c.redirect("/cart", 303);
  });
  app.post("/cart/:item{[0-9]+}", async (c) => {
    const key = store.cartKey(c, product);
    const item = itemById(product, Number(c.req.param("item")));
    if (!key || !item || store.quantityOf(product, key, item.id) === 0) return c.notFound();
    const form = await readForm(c, ChangeForm);
    if (!form.ok) return page(c, product, key, `${item.name}: ${form.form.errors.quantity}`);
    const { quantity } = form.data;
    const problem = quantity > 0 ? tooMany(item.name, quantity, item.stock, most) : undefined;
    if (problem) return page(c, product, key, problem);
    store.setQuantity(product, key, item.id, quantity);
    flash(c, product, quantity === 0 ? `${item.name} is out of your cart.` : "Your cart is changed.");
    return c.redirect("/cart", 303);
  });
}

function page(c: Request, product: Product, key: string | undefined, problem?: string) {
  const lines = store.cartLines(product, key);
  return c.html(<CartPage product={product} c={c} lines={lines} problem={problem} />, problem ? 422 : 200);
}

function tooMany(name: string, wanted: number, stock: number, most: number): string | undefined {
  if (stock === 0) return `${name} is sold out.`;
  if (wanted > stock) return `There are only ${stock} of ${name} left.`;
  return wanted > most ? `At most ${most} of ${name} in one order, please.` : undefined;
}

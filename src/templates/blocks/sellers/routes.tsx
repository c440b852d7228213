import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  fillSlot,
  flash,
  ownerOnly,
  type Product,
  type Request,
  readForm,
  settingsOf,
} from "../../kit/index.ts";
import { currentUser, userById, usersOnly } from "../accounts/index.ts";
import * as store from "./store.ts";
import { EditPage, OwnerPage, ProfilePage, WelcomePage } from "./views.tsx";

const SettingsSchema = z.object({ approval: z.boolean().default(false) });
const ProfileForm = z.object({
  name: field.line(80),
  offer: field.line(140),
  about: field.prose(3_000),
  place: field.optional(80),
  remote: field.ticked(),
  payout: field.line(200),
});

export function routes(app: App, product: Product): void {
  const { approval } = settingsOf(product, "sellers", SettingsSchema);
  app.get("/sell", (c) => {
    const user = currentUser(product, c.get("session"));
    const seller = user && store.sellerOf(product, user.id);
    return user
      ? c.html(
          <EditPage product={product} c={c} seller={seller} form={asTyped(seller)} approval={approval} />,
        )
      : c.html(<WelcomePage product={product} c={c} approval={approval} />);
  });
  app.post("/sell", usersOnly, async (c) => {
    const user = currentUser(product, c.get("session"));
    if (!user) return c.redirect("/sign-in", 303);
    const before = store.sellerOf(product, user.id);
    const form = await readForm(c, ProfileForm);
    if (!form.ok) {
      return c.html(
        <EditPage product={product} c={c} seller={before} form={form.form} approval={approval} />,
        422,
      );
    }
    const profile = { ...form.data, remote: Number(form.data.remote) };
    const seller = store.saveProfile(product, user.id, profile, approval);
    if (!before) product.events.count("sellers joined");
    flash(
      c,
      product,
      seller.status === "waiting" ? "Saved. We look at it and write to you." : "Your profile is saved.",
    );
    return c.redirect("/sell", 303);
  });
  app.get("/sellers/:id{[0-9]+}", (c) => {
    const seller = store.sellerById(product, Number(c.req.param("id")));
    if (!seller || !maySee(product, c, seller)) return c.notFound();
    const below = fillSlot(product, c, "sellers:below", seller.id);
    return c.html(<ProfilePage product={product} c={c} seller={seller} below={below} />);
  });
  ownerRoutes(app, product);
}

function maySee(product: Product, c: Request, seller: store.Seller): boolean {
  const own = currentUser(product, c.get("session"))?.id === seller.user_id;
  return seller.status === "approved" || own || c.get("session")?.role === "owner";
}

function ownerRoutes(app: App, product: Product): void {
  app.get("/owner/sellers", ownerOnly, (c) =>
    c.html(<OwnerPage product={product} c={c} sellers={store.listSellers(product)} />),
  );
  for (const [action, status] of [
    ["approve", "approved"],
    ["refuse", "refused"],
  ] as const) {
    app.post(`/owner/sellers/:id{[0-9]+}/${action}`, ownerOnly, (c) => {
      const seller = store.sellerById(product, Number(c.req.param("id")));
      if (!seller) return c.notFound();
      const user = userById(product, seller.user_id);
      if (store.decide(product, seller.id, status) && user) {
        const text =
          status === "approved"
            ? "you can sell now"
            : "we can't accept your profile as it is; please change it";
        product.outbox.send({
          to: user.email,
          subject: `${product.business.name}: your seller's profile`,
          body: `Hello ${user.name},\n\n${text}: ${product.baseUrl}/sell\n`,
        });
      }
      flash(c, product, `${seller.name} is ${status}, and told so.`);
      return c.redirect("/owner/sellers", 303);
    });
  }
}

function asTyped(seller: store.Seller | undefined): FormState {
  if (!seller) return EMPTY_FORM;
  const { name, offer, about, place, payout, remote } = seller;
  return { values: { name, offer, about, place, payout, ...(remote === 1 && { remote: "on" }) }, errors: {} };
}

import {
  type App,
  EMPTY_FORM,
  type FormState,
  flash,
  formError,
  ownerOnly,
  type Product,
  type Request,
  readForm,
} from "../../kit/index.ts";
import * as store from "./broadcast-store.ts";
import { BroadcastPage, BroadcastsPage } from "./broadcast-views.tsx";
import { figuresOf } from "./figures.ts";
import { audiences, BroadcastForm, checkLinks, chosenSegment } from "./forms.ts";
import { sendDue } from "./job.ts";

const ROOT = "/owner/broadcasts";

/** The owner writes one letter to many: first a draft with a preview, then it goes out. */
export function broadcastRoutes(app: App, product: Product): void {
  app.use(ROOT, ownerOnly);
  app.use(`${ROOT}/*`, ownerOnly);
  const list = (c: Request, form: FormState) => (
    <BroadcastsPage
      product={product}
      c={c}
      form={form}
      audiences={audiences(product, "Everybody who confirmed")}
      broadcasts={store
        .listBroadcasts(product)
        .map((broadcast) => ({ broadcast, figures: figuresOf(product, "broadcast", broadcast.id) }))}
    />
  );
  app.get(ROOT, (c) => c.html(list(c, EMPTY_FORM)));
  app.post(ROOT, async (c) => {
    const form = checkLinks(product, await readForm(c, BroadcastForm));
    if (!form.ok) return c.html(list(c, form.form), 422);
    const { audience, subject, body } = form.data;
    const segment = chosenSegment(product, audience);
    if (!segment) {
      return c.html(list(c, formError(form.data, "audience", "Please choose one of the list.")), 422);
    }
    const draft = { segment_id: segment.id, audience: segment.name, subject, body };
    return c.redirect(`${ROOT}/${store.addBroadcast(product, draft)}`, 303);
  });
  oneBroadcast(app, product);
}

function oneBroadcast(app: App, product: Product): void {
  const path = `${ROOT}/:id{[0-9]+}`;
  const find = (c: Request) => store.findBroadcast(product, Number(c.req.param("id")));
  app.get(path, (c) => {
    const broadcast = find(c);
    if (!broadcast) return c.notFound();
    return c.html(
      <BroadcastPage
        product={product}
        c={c}
        broadcast={broadcast}
        readers={broadcast.sent_at === null ? store.readersOf(product, broadcast).length : 0}
        left={store.countLeft(product, broadcast.id)}
        figures={figuresOf(product, "broadcast", broadcast.id)}
      />,
    );
  });
  app.post(`${path}/send`, (c) => {
    const broadcast = find(c);
    if (!broadcast) return c.notFound();
    const count = store.release(product, broadcast);
    if (count !== undefined) sendDue(product);
    flash(
      c,
      product,
      count === undefined ? "There was nobody to send it to." : `On its way to ${count} of your readers.`,
    );
    return c.redirect(`${ROOT}/${broadcast.id}`, 303);
  });
  app.post(`${path}/delete`, (c) => {
    if (!store.removeDraft(product, Number(c.req.param("id")))) return c.notFound();
    flash(c, product, "The draft is deleted.");
    return c.redirect(ROOT, 303);
  });
}

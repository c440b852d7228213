import { z } from "zod";
import {
  type App,
  Card,
  FormProblem,
  type FormState,
  field,
  flash,
  ownerOnly,
  Page,
  PageHeading,
  type Product,
  type Request,
  readForm,
  TextArea,
} from "../../kit/index.ts";
import { checkLinks } from "./forms.ts";
import { Preview } from "./letter-views.tsx";
import { readTemplate, saveTemplate } from "./template-store.ts";

const PATH = "/owner/letter-template";
const TemplateForm = z.object({ opening: field.optional(2_000), closing: field.optional(2_000) });

/** What stands before and after the text of every letter that is sent from now on. */
export function templateRoutes(app: App, product: Product): void {
  const page = (c: Request, form: FormState) => <TemplatePage product={product} c={c} form={form} />;
  app.get(PATH, ownerOnly, (c) => c.html(page(c, { values: { ...readTemplate(product) }, errors: {} })));
  app.post(PATH, ownerOnly, async (c) => {
    const form = await readForm(c, TemplateForm);
    if (!form.ok) return c.html(page(c, form.form), 422);
    for (const name of ["opening", "closing"] as const) {
      const checked = checkLinks(product, { ok: true, data: { ...form.data, body: form.data[name] } });
      if (checked.ok) continue;
      const errors = { [name]: checked.form.errors.body ?? "" };
      return c.html(page(c, { values: form.data, errors }), 422);
    }
    saveTemplate(product, form.data);
    flash(c, product, "Saved. Letters from now on look like this.");
    return c.redirect(PATH, 303);
  });
}

function TemplatePage({ product, c, form }: { product: Product; c: Request; form: FormState }) {
  return (
    <Page product={product} c={c} title="Template of letters" hidden>
      <PageHeading title="Template of letters" lead="It stands around the text of every letter." />
      <Preview product={product} body="(The text of the letter stands here.)" />
      <Card title="Change it">
        <form method="post" action={PATH}>
          <FormProblem form={form} />
          <TextArea name="opening" label="Before the text" form={form} rows={3} optional maxlength={2000} />
          <TextArea
            name="closing"
            label="After the text"
            form={form}
            rows={4}
            optional
            maxlength={2000}
            hint="Why they get the letter and how to unsubscribe is always added below."
          />
          <button class="button primary" type="submit">
            Save
          </button>
        </form>
      </Card>
    </Page>
  );
}

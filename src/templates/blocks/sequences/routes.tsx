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
import { figuresOf } from "./figures.ts";
import { asDraft, asForm, audiences, checkLinks, chosenSegment, SequenceForm, StepForm } from "./forms.ts";
import * as store from "./store.ts";
import { SequencePage, SequencesPage, StepPage } from "./views.tsx";

const ROOT = "/owner/sequences";
const NEWCOMERS = "Everybody who confirms from now on";

/** The owner's sequences: whom they are for, their letters, starting and pausing. */
export function ownerRoutes(app: App, product: Product): void {
  app.use(ROOT, ownerOnly);
  app.use(`${ROOT}/*`, ownerOnly);
  const list = (c: Request, form: FormState) => (
    <SequencesPage
      product={product}
      c={c}
      form={form}
      audiences={audiences(product, NEWCOMERS)}
      sequences={store.listSequences(product).map((sequence) => ({
        sequence,
        steps: store.stepsOf(product, sequence.id).length,
        underWay: store.countUnderWay(product, sequence.id),
      }))}
    />
  );
  app.get(ROOT, (c) => c.html(list(c, EMPTY_FORM)));
  app.post(ROOT, async (c) => {
    const form = await readForm(c, SequenceForm);
    if (!form.ok) return c.html(list(c, form.form), 422);
    const segment = chosenSegment(product, form.data.audience);
    if (!segment) return c.html(list(c, unknownAudience(form.data)), 422);
    return c.redirect(`${ROOT}/${store.addSequence(product, form.data.name, segment.id)}`, 303);
  });
  sequenceRoutes(app, product);
  stepRoutes(app, product);
}

const unknownAudience = (values: Record<string, unknown>) =>
  formError(values, "audience", "Please choose one of the list.");
const find = (product: Product, c: Request) => store.findSequence(product, Number(c.req.param("id")));

interface Forms {
  readonly settings?: FormState;
  readonly step?: FormState;
}

function sequencePage(product: Product, c: Request, sequence: store.Sequence, forms: Forms = {}) {
  const { name, segment_id } = sequence;
  const settings = {
    values: { name, audience: segment_id === null ? "all" : String(segment_id) },
    errors: {},
  };
  return (
    <SequencePage
      product={product}
      c={c}
      sequence={sequence}
      settings={forms.settings ?? settings}
      step={forms.step ?? EMPTY_FORM}
      audiences={audiences(product, NEWCOMERS)}
      underWay={store.countUnderWay(product, sequence.id)}
      steps={store
        .stepsOf(product, sequence.id)
        .map((step) => ({ step, figures: figuresOf(product, "step", step.id) }))}
    />
  );
}

function sequenceRoutes(app: App, product: Product): void {
  const path = `${ROOT}/:id{[0-9]+}`;
  app.get(path, (c) => {
    const sequence = find(product, c);
    return sequence ? c.html(sequencePage(product, c, sequence)) : c.notFound();
  });
  app.post(path, async (c) => {
    const sequence = find(product, c);
    if (!sequence) return c.notFound();
    const again = (settings: FormState) => c.html(sequencePage(product, c, sequence, { settings }), 422);
    const form = await readForm(c, SequenceForm);
    if (!form.ok) return again(form.form);
    const segment = chosenSegment(product, form.data.audience);
    if (!segment) return again(unknownAudience(form.data));
    store.changeSequence(product, sequence.id, form.data.name, segment.id);
    flash(c, product, "Saved.");
    return c.redirect(`${ROOT}/${sequence.id}`, 303);
  });
  app.post(`${path}/start`, (c) => {
    const sequence = find(product, c);
    if (!sequence) return c.notFound();
    const empty = store.stepsOf(product, sequence.id).length === 0;
    if (!empty) store.setStatus(product, sequence.id, "active");
    flash(c, product, empty ? "Write its first letter, then start it." : `“${sequence.name}” runs.`);
    return c.redirect(`${ROOT}/${sequence.id}`, 303);
  });
  app.post(`${path}/pause`, (c) => {
    const sequence = find(product, c);
    if (!sequence) return c.notFound();
    if (sequence.status === "active") store.setStatus(product, sequence.id, "paused");
    flash(c, product, "It is paused. Nobody gets a letter of it until you go on.");
    return c.redirect(`${ROOT}/${sequence.id}`, 303);
  });
  app.post(`${path}/delete`, (c) => {
    const sequence = find(product, c);
    if (!sequence) return c.notFound();
    store.removeSequence(product, sequence.id);
    flash(c, product, `“${sequence.name}” is deleted.`);
    return c.redirect(ROOT, 303);
  });
}

function stepRoutes(app: App, product: Product): void {
  const path = `${ROOT}/:id{[0-9]+}/steps`;
  const findBoth = (c: Request) => {
    const sequence = find(product, c);
    const step = sequence && store.findStep(product, sequence.id, Number(c.req.param("step")));
    return sequence && step && { sequence, step };
  };
  app.post(path, async (c) => {
    const sequence = find(product, c);
    if (!sequence) return c.notFound();
    const form = checkLinks(product, await readForm(c, StepForm));
    if (!form.ok) return c.html(sequencePage(product, c, sequence, { step: form.form }), 422);
    store.addStep(product, sequence.id, asDraft(form.data));
    flash(c, product, "The letter is added.");
    return c.redirect(`${ROOT}/${sequence.id}`, 303);
  });
  app.get(`${path}/:step{[0-9]+}`, (c) => {
    const found = findBoth(c);
    if (!found) return c.notFound();
    return c.html(<StepPage product={product} c={c} {...found} form={asForm(found.step)} />);
  });
  app.post(`${path}/:step{[0-9]+}`, async (c) => {
    const found = findBoth(c);
    if (!found) return c.notFound();
    const form = checkLinks(product, await readForm(c, StepForm));
    if (!form.ok) return c.html(<StepPage product={product} c={c} {...found} form={form.form} />, 422);
    store.changeStep(product, found.step.id, asDraft(form.data));
    flash(c, product, "Saved. Letters that went out stay as they were.");
    return c.redirect(`${ROOT}/${found.sequence.id}/steps/${found.step.id}`, 303);
  });
  app.post(`${path}/:step{[0-9]+}/remove`, (c) => {
    const found = findBoth(c);
    if (!found) return c.notFound();
    store.removeStep(product, found.step.id);
    flash(c, product, "The letter is taken out.");
    return c.redirect(`${ROOT}/${found.sequence.id}`, 303);
  });
}

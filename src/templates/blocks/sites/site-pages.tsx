import {
  Badge,
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  Page,
  PageHeading,
  type Product,
  type Request,
  Select,
} from "../../kit/index.ts";
import type { Site } from "./store.ts";
import { TEMPLATES } from "./templates.ts";

export function MySitesPage({
  product,
  c,
  sites,
  maxSites,
  form,
}: {
  product: Product;
  c: Request;
  sites: readonly Site[];
  maxSites: number;
  form: FormState;
}) {
  return (
    <Page product={product} c={c} title="Sites" hidden>
      <PageHeading title="Your sites" lead="Build pages from blocks and publish them with one click." />
      {sites.length === 0 ? (
        <EmptyState title="No site yet.">
          <p>Name your first one below and choose where to start from.</p>
        </EmptyState>
      ) : (
        <ul class="grid">
          {sites.map(({ id, name, slug, liveVersion }) => (
            <li class="card">
              <h2>
                <a href={`/sites/${id}/edit`}>{name}</a>
              </h2>
              <p>
                {liveVersion === null ? (
                  <Badge>Draft</Badge>
                ) : (
                  <>
                    <Badge tone="good">Live</Badge> <a href={`/s/${slug}`}>/s/{slug}</a>
                  </>
                )}
              </p>
              <p>
                <a href={`/sites/${id}/submissions`} aria-label={`Submissions of ${name}`}>
                  Submissions
                </a>
              </p>
            </li>
          ))}
        </ul>
      )}
      {sites.length >= maxSites ? (
        <p class="notice plain">You have {maxSites} sites already. Delete one before you create another.</p>
      ) : (
        <Card title="A new site">
          <form method="post" action="/sites">
            <FormProblem form={form} />
            <div class="form-row">
              <Field name="name" label="Name" form={form} maxlength={80} />
              <Field
                name="slug"
                label="Address"
                form={form}
                maxlength={40}
                hint={`${product.baseUrl}/s/...`}
              />
            </div>
            <Select
              name="template"
              label="Start from"
              form={form}
              options={TEMPLATES.map(({ id, title, summary }) => ({
                value: id,
                label: `${title}: ${summary}`,
              }))}
            />
            <button class="button primary" type="submit">
              Create site
            </button>
          </form>
        </Card>
      )}
    </Page>
  );
}

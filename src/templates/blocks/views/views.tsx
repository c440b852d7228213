import {
  Badge,
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatTime,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
} from "../../kit/index.ts";
import { ChartFigure, type ChartQuery, chartLink, describe, type Figures } from "../charts/index.ts";
import type { Dataset } from "../ingest/index.ts";
import type { SavedView } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

export function ViewsPage({ product, c, views }: View & { views: readonly SavedView[] }) {
  const alerts = product.blocks.some(({ id }) => id === "alerts");
  return (
    <Page product={product} c={c} title="Saved views" hidden>
      <PageHeading title="Saved views" lead="Charts worth coming back to.">
        <a class="button secondary" href="/charts">
          New chart
        </a>
        {alerts && (
          <a class="button secondary" href="/alerts">
            Alerts
          </a>
        )}
      </PageHeading>
      {views.length === 0 && (
        <EmptyState title="No saved views yet.">
          <p>
            Make a <a href="/charts">chart</a> as you want it, then choose "Save this view".
          </p>
        </EmptyState>
      )}
      <ul class="list">
        {views.map((view) => (
          <ViewRow product={product} view={view} alerts={alerts} />
        ))}
      </ul>
    </Page>
  );
}

function ViewRow({ product, view, alerts }: { product: Product; view: SavedView; alerts: boolean }) {
  const { id, name, dataset, query, sharedAs } = view;
  return (
    <li>
      <h2>
        <a href={`/views/${id}`}>{name}</a> {sharedAs && <Badge tone="good">Shared</Badge>}
      </h2>
      <p class="muted">
        {dataset.name}: {describe(dataset, query)}
      </p>
      {sharedAs && (
        <p>
          <a href={`/shared/${sharedAs}`}>
            {product.baseUrl}/shared/{sharedAs}
          </a>
        </p>
      )}
      <div class="actions">
        {alerts && <a href={`/alerts?view=${id}`}>Alert me</a>}
        <PostButton
          action={`/views/${id}/share`}
          label={sharedAs ? "Stop sharing" : "Share"}
          kind="link"
          name={`${sharedAs ? "Stop sharing" : "Share"} ${name}`}
        />
        <PostButton action={`/views/${id}/delete`} label="Delete" kind="link" name={`Delete ${name}`} />
      </div>
    </li>
  );
}

export function NewViewPage({
  product,
  c,
  dataset,
  query,
  form,
}: View & { dataset: Dataset; query: ChartQuery; form: FormState }) {
  const link = chartLink(dataset, query);
  return (
    <Page product={product} c={c} title="Save this view" hidden>
      <PageHeading title="Save this view" lead={`${dataset.name}: ${describe(dataset, query)}`} />
      <Card>
        <form method="post" action="/views">
          <FormProblem form={form} />
          <input type="hidden" name="dataset" value={String(dataset.id)} />
          <input type="hidden" name="query" value={link} />
          <Field
            name="name"
            label="Name"
            form={form}
            value={describe(dataset, query).slice(0, 80)}
            maxlength={80}
            autocomplete="off"
          />
          <button class="button primary" type="submit">
            Save
          </button>
        </form>
      </Card>
      <p>
        <a href={`/charts?${link}`}>Back to the chart</a>
      </p>
    </Page>
  );
}

/** What anyone with the link sees: the chart and its figures, nothing else of the workspace. */
export function SharedPage({ product, c, view, figures }: View & { view: SavedView; figures: Figures }) {
  const { name, dataset, query } = view;
  return (
    <Page product={product} c={c} title={name} hidden>
      <PageHeading title={name} lead={`As of ${formatTime(dataset.changed_at)}.`} />
      <ChartFigure dataset={dataset} query={query} figures={figures} />
      <p class="muted">
        Shared with <a href="/">{product.business.name}</a>.
      </p>
    </Page>
  );
}

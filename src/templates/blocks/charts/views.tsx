import type { Child } from "hono/jsx";
import {
  BarChart,
  EMPTY_FORM,
  EmptyState,
  Field,
  LineChart,
  Page,
  PageHeading,
  type Product,
  type Request,
  Select,
  Stat,
  Table,
} from "../../kit/index.ts";
import type { Dataset } from "../ingest/index.ts";
import {
  type ChartQuery,
  chartLink,
  dateColumn,
  describe,
  groupName,
  MEASURES,
  measureName,
  measureText,
  PERIODS,
} from "./query.ts";
import type { Figures } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

export const shown = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 2 });

export function NoDataPage({ product, c }: View) {
  return (
    <Page product={product} c={c} title="Charts" hidden>
      <PageHeading title="Charts" />
      <EmptyState title="There is nothing to draw yet.">
        <p>
          <a class="button primary" href="/data">
            Bring in data
          </a>
        </p>
      </EmptyState>
    </Page>
  );
}

/** The chart itself with its figures, as other pages show it too. */
export function ChartFigure({
  dataset,
  query,
  figures,
}: {
  dataset: Dataset;
  query: ChartQuery;
  figures: Figures;
}) {
  const title = describe(dataset, query);
  if (figures.points.length === 0) {
    return (
      <EmptyState title="No rows fit this.">
        <p>Choose other days or another filter.</p>
      </EmptyState>
    );
  }
  const narrow = query.group === "day" || query.group === "week";
  const points = figures.points.map(({ label, value }) => ({
    label: narrow ? label.slice(5) : label,
    value,
  }));
  const props = { title, format: shown };
  return (
    <>
      {query.kind === "line" ? (
        <LineChart {...props} points={points} />
      ) : (
        <BarChart {...props} bars={points} />
      )}
      {figures.cut > 0 && <p class="muted">{figures.cut} more are not shown.</p>}
      <details>
        <summary>The figures</summary>
        <Table
          caption={title}
          head={[groupName(dataset, query), measureName(dataset, query)]}
          rows={figures.points.map(({ label, value }) => [label, shown(value)])}
        />
      </details>
    </>
  );
}

interface Charts {
  readonly datasets: readonly Dataset[];
  readonly dataset: Dataset;
  readonly query: ChartQuery;
  readonly figures: Figures;
  /** The measure over the period before; undefined when there is none to compare with. */
  readonly before: number | null | undefined;
  /** Values to filter by. */
  readonly choices: readonly string[];
}

export function ChartsPage({ product, c, ...charts }: View & Charts) {
  const { dataset, query, figures, before } = charts;
  const link = chartLink(dataset, query);
  const canSave = product.blocks.some(({ id }) => id === "views");
  return (
    <Page product={product} c={c} title="Charts" hidden>
      <PageHeading title={dataset.name} lead={describe(dataset, query)}>
        {canSave && (
          <a class="button primary" href={`/views/new?${link}`}>
            Save this view
          </a>
        )}
        <a class="button secondary" href={`/charts/export.csv?${link}`}>
          Download CSV
        </a>
      </PageHeading>
      {canSave && (
        <p>
          <a href="/views">Saved views</a>
        </p>
      )}
      <div class="stats">
        <Stat
          label={measureName(dataset, query)}
          value={figures.whole === null ? "–" : shown(figures.whole)}
          {...(before !== undefined && { note: comparison(figures.whole, before) })}
        />
        <Stat label="Rows" value={shown(figures.rows)} />
        <Highest figures={figures} />
      </div>
      <ChartFigure dataset={dataset} query={query} figures={figures} />
      <QueryForm {...charts} />
    </Page>
  );
}

function Highest({ figures: { points } }: { figures: Figures }) {
  const [top] = [...points].sort((a, b) => b.value - a.value);
  return top ? <Stat label="Highest" value={shown(top.value)} note={top.label} /> : null;
}

/** Everything that can be asked, as a form whose result is a link. */
function QueryForm({ datasets, dataset, query, choices }: Charts) {
  const { columns } = dataset;
  const form = EMPTY_FORM;
  const dated = dateColumn(dataset) !== undefined;
  const named = columns
    .filter(({ kind }) => kind !== "date")
    .map(({ key, name }) => ({ value: key, label: name }));
  const periods = dated ? PERIODS.map((one) => ({ value: one, label: `by ${one}` })) : [];
  const words = { sum: "Sum of", avg: "Average of", min: "Least", max: "Greatest" } as const;
  const measures = columns
    .filter(({ kind }) => kind === "number")
    .flatMap(({ key, name }) =>
      MEASURES.map((one) => ({ value: `${one}:${key}`, label: `${words[one]} ${name}` })),
    );
  return (
    <form method="get" action="/charts" class="card" aria-label="What to show">
      <div class="form-row">
        <Select
          name="dataset"
          label="Data set"
          form={form}
          value={dataset.id}
          options={datasets.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
        <Select
          name="measure"
          label="Measure"
          form={form}
          value={measureText(query)}
          options={[{ value: "count", label: "Number of rows" }, ...measures]}
        />
        <Select
          name="group"
          label="Group by"
          form={form}
          value={query.group}
          options={[...periods, ...named.map(({ value, label }) => ({ value, label: `by ${label}` }))]}
        />
        <Select
          name="kind"
          label="Drawn as"
          form={form}
          value={query.kind}
          options={[
            { value: "line", label: "Line" },
            { value: "bars", label: "Bars" },
          ]}
        />
        {dated && <Field name="from" label="From" type="date" form={form} value={query.from} optional />}
        {dated && <Field name="to" label="To" type="date" form={form} value={query.to} optional />}
        <Select
          name="only"
          label="Filter by"
          form={form}
          value={query.only}
          optional
          options={[{ value: "", label: "nothing, all rows" }, ...named]}
        />
        <FilterValue query={query} choices={choices} />
      </div>
      <button class="button primary" type="submit">
        Show
      </button>
    </form>
  );
}

function FilterValue({ query, choices }: { query: ChartQuery; choices: readonly string[] }): Child {
  return (
    <div class="field">
      <label for="is">
        Value <span class="muted">(optional)</span>
      </label>
      <input id="is" name="is" type="text" value={query.is} maxlength={200} list="is-choices" />
      <datalist id="is-choices">
        {choices.map((choice) => (
          <option value={choice} />
        ))}
      </datalist>
    </div>
  );
}

function comparison(now: number | null, before: number | null): string {
  if (now === null || before === null || before === 0) return "nothing to compare with before";
  const change = ((now - before) / Math.abs(before)) * 100;
  return `${change >= 0 ? "+" : ""}${shown(Math.round(change * 10) / 10)} % against ${shown(before)} before`;
}

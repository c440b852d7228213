import {
  BarChart,
  chartValue,
  EmptyState,
  type FeatureModule,
  Field,
  formatMoney,
  LineChart,
  Page,
  PageHeading,
  type Product,
  type RecordKind,
  type Request,
  Select,
  Stat,
  Table,
} from "../../kit/index.ts";
import { mayAdd, maySeeList, type Viewer } from "./access.ts";
import { Board, Months, StateBadge } from "./other-views.tsx";
import { filtersOf, type ListQuery, PAGE_SIZE, select } from "./query.ts";
import { type Live, type ModuleRecords, partOf, pathOf, short, shown, textFor, titleOf } from "./show.ts";
import { MAX_LOADED } from "./store.ts";

export interface View {
  readonly product: Product;
  readonly c: Request;
  readonly module: FeatureModule;
  readonly kind: RecordKind;
  readonly viewer: Viewer;
  readonly records: ModuleRecords;
}

/** The records of a kind: figures, a chart, and a list, a board or a month. */
export function ListPage({ query, ...view }: View & { query: ListQuery }) {
  const { product, c, module, kind, viewer, records } = view;
  const all = records.all(kind.id);
  const path = pathOf(module, kind);
  const found = select(module, kind, all, query);
  const isFirst = module.kinds[0]?.id === kind.id;
  return (
    <Page
      product={product}
      c={c}
      title={isFirst ? module.title : `${kind.plural}: ${module.title}`}
      description={module.summary}
      hidden={kind.access.see !== "everyone"}
    >
      <PageHeading title={isFirst ? module.title : kind.plural} lead={isFirst ? module.summary : undefined}>
        {mayAdd(kind, viewer) && (
          <a class="button primary" href={`${path}/new`}>
            Add {kind.singular.toLowerCase()}
          </a>
        )}
        <a class="button secondary" href={`${path}/export.csv`}>
          Export CSV
        </a>
      </PageHeading>
      <KindChips {...view} />
      {all.length === 0 ? (
        <EmptyState title={`No ${kind.plural.toLowerCase()} yet.`}>
          <p>
            {mayAdd(kind, viewer) ? (
              <a href={`${path}/new`}>Add the first {kind.singular.toLowerCase()}</a>
            ) : (
              "Come back soon."
            )}
          </p>
        </EmptyState>
      ) : (
        <>
          <Figures {...view} />
          <Chart {...view} />
          <ViewChips {...view} query={query} />
          {query.view === "list" && <Filters kind={kind} path={path} query={query} />}
          {query.view === "list" && <List {...view} found={found} query={query} />}
          {query.view === "board" && <Board {...view} />}
          {query.view === "months" && <Months {...view} query={query} />}
          {all.length >= MAX_LOADED && (
            <p class="muted">These are the newest {MAX_LOADED}; the export has all.</p>
          )}
        </>
      )}
    </Page>
  );
}

function KindChips({ module, kind, viewer }: View) {
  const seen = module.kinds.filter((one) => maySeeList(one, viewer));
  if (seen.length < 2) return null;
  return (
    <nav aria-label={module.title}>
      <ul class="chips">
        {seen.map((one) => (
          <li>
            <a class="chip" href={pathOf(module, one)} aria-current={one.id === kind.id ? "page" : undefined}>
              {one.plural}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Figures({ kind, records }: View) {
  if (kind.figures.length === 0) return null;
  return (
    <div class="stats">
      {kind.figures.map(({ label, kind: form, formula }) => (
        <Stat label={label} value={shown(form, records.figure(formula))} />
      ))}
    </div>
  );
}

const MAX_BARS = 12;

function Chart({ module, kind, records }: View) {
  const { chart } = kind;
  if (!chart) return null;
  const sums = new Map<string, number>();
  const isDate = partOf(kind, chart.by)?.kind === "date";
  for (const record of records.all(kind.id)) {
    const label = isDate
      ? String(record.value(chart.by) ?? "").slice(0, 7)
      : textFor(module, kind, record, chart.by);
    if (label === "" || label === "–") continue;
    sums.set(label, (sums.get(label) ?? 0) + chartValue(chart.value, record));
  }
  const points = [...sums].map(([label, value]) => ({ label, value: Math.round(value * 100) / 100 }));
  if (points.length < 2) return null;
  const ordered = isDate
    ? points.sort((a, b) => (a.label < b.label ? -1 : 1)).slice(-MAX_BARS)
    : points.sort((a, b) => b.value - a.value).slice(0, MAX_BARS);
  const format = chart.kind === "money" ? (value: number) => formatMoney(Math.round(value * 100)) : undefined;
  const common = { title: chart.title, ...(format && { format }) };
  return chart.form === "line" ? (
    <LineChart {...common} points={ordered} />
  ) : (
    <BarChart {...common} bars={ordered} />
  );
}

const VIEWS = { list: "List", board: "Board", months: "By month" } as const;

function ViewChips({ module, kind, query }: View & { query: ListQuery }) {
  const views = (["list", "board", "months"] as const).filter(
    (one) => one === "list" || (one === "board" ? kind.board : kind.months !== undefined),
  );
  if (views.length < 2) return null;
  return (
    <nav aria-label="Ways to look at it">
      <ul class="chips">
        {views.map((one) => (
          <li>
            <a
              class="chip"
              href={one === "list" ? pathOf(module, kind) : `${pathOf(module, kind)}?view=${one}`}
              aria-current={query.view === one ? "true" : undefined}
            >
              {VIEWS[one]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Filters({ kind, path, query }: { kind: RecordKind; path: string; query: ListQuery }) {
  const values = {
    q: query.words,
    state: query.state,
    sort: query.sort,
    ...Object.fromEntries(Object.entries(query.choices).map(([name, value]) => [`f_${name}`, value])),
  };
  const form = { values, errors: {} };
  const any = (label: string) => ({ value: "", label });
  const sorts = kind.columns.flatMap((name) => {
    const label = partOf(kind, name)?.label ?? name;
    return [
      { value: name, label: `${label}, rising` },
      { value: `-${name}`, label: `${label}, falling` },
    ];
  });
  return (
    <form method="get" action={path} class="filters">
      <div class="form-row">
        <Field name="q" label="Search" type="search" form={form} optional maxlength={100} />
        {kind.states.length > 0 && (
          <Select
            name="state"
            label="State"
            form={form}
            optional
            options={[any("All"), ...kind.states.map(({ id, label }) => ({ value: id, label }))]}
          />
        )}
        {filtersOf(kind).map(({ name, label, choices }) => (
          <Select
            name={`f_${name}`}
            label={label}
            form={form}
            optional
            options={[any("All"), ...choices.map((value) => ({ value, label: value }))]}
          />
        ))}
        <Select name="sort" label="Order" form={form} optional options={[any("As usual"), ...sorts]} />
      </div>
      <div class="actions">
        <button class="button secondary" type="submit">
          Show
        </button>
      </div>
    </form>
  );
}

function List({ found, query, ...view }: View & { found: readonly Live[]; query: ListQuery }) {
  const { module, kind } = view;
  const path = pathOf(module, kind);
  const from = (query.page - 1) * PAGE_SIZE;
  const columns =
    kind.columns.includes("state") || kind.states.length === 0 ? kind.columns : [...kind.columns, "state"];
  return (
    <>
      <p class="muted">{found.length === 1 ? "1 record" : `${found.length} records`}</p>
      {found.length === 0 ? (
        <EmptyState title="Nothing fits this.">
          <p>
            <a href={path}>Show all</a>
          </p>
        </EmptyState>
      ) : (
        <Table
          caption={kind.plural}
          head={columns.map((name) => partOf(kind, name)?.label ?? name)}
          rows={found
            .slice(from, from + PAGE_SIZE)
            .map((record) =>
              columns.map((name, at) =>
                at === 0 ? (
                  <a href={`${path}/${record.data.id}`}>{short(titleOf(module, kind, record))}</a>
                ) : name === "state" ? (
                  <StateBadge kind={kind} record={record} />
                ) : (
                  short(textFor(module, kind, record, name))
                ),
              ),
            )}
        />
      )}
      <Pages path={path} query={query} total={found.length} />
    </>
  );
}

function Pages({ path, query, total }: { path: string; query: ListQuery; total: number }) {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (last === 1) return null;
  const choices = Object.entries(query.choices).map(([name, value]) => [`f_${name}`, value]);
  const kept = { q: query.words, state: query.state, sort: query.sort, ...Object.fromEntries(choices) };
  const link = (to: number) => `${path}?${new URLSearchParams({ ...kept, page: String(to) })}`;
  return (
    <nav class="actions" aria-label="Pages">
      {query.page > 1 && <a href={link(query.page - 1)}>Before</a>}
      <span>
        Page {query.page} of {last}
      </span>
      {query.page < last && <a href={link(query.page + 1)}>Next</a>}
    </nav>
  );
}

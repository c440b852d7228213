import {
  Badge,
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatTime,
  Meter,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
  Stat,
  Table,
  TextArea,
} from "../../kit/index.ts";
import type { Inspection } from "./check.ts";
import type { Dataset, Upload } from "./store.ts";
import type { Cell, Column } from "./table.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

interface Data {
  readonly datasets: readonly (Dataset & { readonly rows: number })[];
  readonly rows: number;
  readonly limit: number | undefined;
  readonly form: FormState;
}

/** Charts are a block of their own, which needs this one. */
const hasCharts = ({ blocks }: Product) => blocks.some(({ id }) => id === "charts");

const many = (count: number) => count.toLocaleString("en-US");

export function DataPage({ product, c, datasets, rows, limit, form }: View & Data) {
  const charts = hasCharts(product);
  return (
    <Page product={product} c={c} title="Data" hidden>
      <PageHeading title="Data" lead="Where the figures come from." />
      {datasets.length === 0 ? (
        <EmptyState title="No data yet.">
          <p>
            Upload a CSV file below. None at hand? Take <a href="/data/example.csv">this example</a>.
          </p>
        </EmptyState>
      ) : (
        <Table
          caption="Data sets"
          head={["Data set", "Rows", "Last change", ...(charts ? ["See it"] : [])]}
          rows={datasets.map((one) => [
            <a href={`/data/${one.id}`}>{one.name}</a>,
            many(one.rows),
            formatTime(one.changed_at),
            ...(charts ? [<a href={`/charts?dataset=${one.id}`}>Chart</a>] : []),
          ])}
        />
      )}
      <Meter label="Rows" used={rows} limit={limit} />
      <UploadCard form={form} />
      <ApiCard product={product} />
    </Page>
  );
}

function UploadCard({ form }: { form: FormState }) {
  const error = form.errors.file;
  return (
    <Card title="Upload a CSV file">
      <form method="post" action="/data/upload" enctype="multipart/form-data">
        <FormProblem form={form} />
        <Field
          name="name"
          label="Data set"
          form={form}
          maxlength={80}
          autocomplete="off"
          hint="A new name, or that of a data set to add to."
        />
        <div class={error ? "field invalid" : "field"}>
          <label for="file">File</label>
          <input
            id="file"
            name="file"
            type="file"
            accept=".csv,text/csv"
            aria-describedby={error ? "file-hint file-error" : "file-hint"}
            aria-invalid={error ? "true" : undefined}
          />
          <p class="hint" id="file-hint">
            Up to 2 MB; the first line has the names of the columns. You see what comes in before it does.
          </p>
          {error && (
            <p class="error" id="file-error">
              {error}
            </p>
          )}
        </div>
        <TextArea name="pasted" label="Or paste the rows" form={form} rows={4} optional />
        <button class="button primary" type="submit">
          Check the file
        </button>
      </form>
    </Card>
  );
}

function ApiCard({ product }: { product: Product }) {
  const command = `curl -X POST "${product.baseUrl}/api/ingest/sales" \\
  -H "Authorization: Bearer $KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"rows": [{"day": "2026-01-15", "shop": "North", "revenue": 120.5}]}'`;
  return (
    <Card title="Or send rows by API" quiet>
      <p>
        <a href="/keys">Make a key</a>, then send JSON or CSV. Rows go to the workspace you are in; a row that
        is there already is not added again, so it is safe to send again.
      </p>
      <pre tabindex={0}>
        <code>{command}</code>
      </pre>
    </Card>
  );
}

export function PreviewPage({ product, c, upload, found }: View & { upload: Upload; found: Inspection }) {
  const { good, bad, present, fresh, columns, ignored } = found;
  const coming = good.length - present;
  return (
    <Page product={product} c={c} title={`Check: ${upload.name}`} hidden>
      <PageHeading
        title={`Check: ${upload.name}`}
        lead={fresh ? "This makes a new data set." : "This adds to the data set that is there."}
      />
      <div class="stats">
        <Stat label="Come in" value={many(coming)} />
        <Stat label="There already" value={many(present)} note="left as they are" />
        <Stat label="Bad" value={many(bad.length)} note="left out" />
      </div>
      <div class="actions">
        {coming > 0 && (
          <PostButton
            action={`/data/uploads/${upload.id}/import`}
            label={`Import ${many(coming)} ${coming === 1 ? "row" : "rows"}`}
            kind="primary"
          />
        )}
        <PostButton action={`/data/uploads/${upload.id}/discard`} label="Discard" />
      </div>
      {ignored.length > 0 && (
        <p class="notice plain">Left out, as the data set does not have them: {ignored.join(", ")}.</p>
      )}
      {bad.length > 0 && (
        <>
          <h2>Bad rows</h2>
          <Table
            caption="Bad rows"
            head={["Line", "What is wrong"]}
            rows={bad.slice(0, 50).map(({ line, message }) => [line, message])}
          />
          {bad.length > 50 && <p>And {many(bad.length - 50)} more.</p>}
        </>
      )}
      <h2>What it looks like</h2>
      <RowTable
        columns={columns}
        rows={good.slice(0, 10).map(({ cells }) => columns.map(({ key }) => cells[key] ?? null))}
      />
    </Page>
  );
}

function RowTable({ columns, rows }: { columns: readonly Column[]; rows: readonly (readonly Cell[])[] }) {
  return (
    <>
      <p class="actions">
        {columns.map(({ name, kind }) => (
          <span>
            {name} <Badge>{kind}</Badge>
          </span>
        ))}
      </p>
      <Table
        caption="Rows"
        head={columns.map(({ name }) => name)}
        rows={rows.map((row) => row.map((cell) => (cell === null ? "–" : String(cell))))}
      />
    </>
  );
}

export function DatasetPage({
  product,
  c,
  dataset,
  latest,
}: View & { dataset: Dataset; latest: readonly (readonly Cell[])[] }) {
  return (
    <Page product={product} c={c} title={dataset.name} hidden>
      <p>
        <a href="/data">Data</a>
      </p>
      <PageHeading title={dataset.name} lead={`Last change: ${formatTime(dataset.changed_at)}`}>
        {hasCharts(product) && (
          <a class="button primary" href={`/charts?dataset=${dataset.id}`}>
            See charts
          </a>
        )}
        <a class="button secondary" href={`/data/${dataset.id}/export.csv`}>
          Download CSV
        </a>
      </PageHeading>
      <h2>Latest rows</h2>
      <RowTable columns={dataset.columns} rows={latest} />
      <details>
        <summary>Delete this data set</summary>
        <p>All its rows, and the charts made of them, are gone for good.</p>
        <PostButton action={`/data/${dataset.id}/delete`} label="Delete" kind="danger" />
      </details>
    </Page>
  );
}

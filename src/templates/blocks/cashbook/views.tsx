import {
  Badge,
  BarChart,
  Card,
  dayOf,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatDate,
  formatMoney,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
  Select,
  Stat,
  Table,
  TextArea,
} from "../../kit/index.ts";
import { forecast, monthsMissing, monthsOf, spendingOf, UNSORTED, unusualMonths } from "./figures.ts";
import type { Entry } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

const LATEST = 50;

interface Book {
  readonly currency: string;
  readonly entries: readonly Entry[];
  readonly add: FormState;
  readonly lines: FormState;
}

export function CashbookPage({ product, c, currency, entries, add, lines }: View & Book) {
  const today = dayOf(product.now());
  return (
    <Page product={product} c={c} title="Cashbook" hidden>
      <PageHeading title="Cashbook" lead="What came in, what went out, and what to expect.">
        {entries.length > 0 && (
          <a class="button secondary" href="/cashbook/export.csv">
            Download CSV
          </a>
        )}
      </PageHeading>
      {entries.length === 0 ? (
        <EmptyState title="The book is empty.">
          <p>Add the first entry, or paste the lines of a bank statement below.</p>
        </EmptyState>
      ) : (
        <Overview entries={entries} currency={currency} today={today} />
      )}
      <Card title="Add an entry">
        <form method="post" action="/cashbook">
          <FormProblem form={add} />
          <EntryFields form={add} entry={undefined} today={today} />
          <button class="button primary" type="submit">
            Add
          </button>
        </form>
      </Card>
      <Card title="Bring in many" quiet>
        <form method="post" action="/cashbook/import">
          <FormProblem form={lines} />
          <TextArea
            name="lines"
            label="Lines"
            form={lines}
            rows={6}
            placeholder={"day,what,amount\n2026-01-15,Invoice 12,1200\n2026-01-16,Train to client,-48.50"}
            hint='CSV whose first line is "day,what,amount". What went out has a minus. A column "category" is taken over.'
          />
          <button class="button secondary" type="submit">
            Bring in
          </button>
        </form>
      </Card>
      {entries.length > 0 && <Latest entries={entries} currency={currency} />}
    </Page>
  );
}

function Overview({ entries, currency, today }: Pick<Book, "entries" | "currency"> & { today: string }) {
  const money = (cents: number) => formatMoney(cents, currency);
  const months = monthsOf(entries);
  const now = months.find(({ month }) => month === today.slice(0, 7)) ?? { inCents: 0, outCents: 0 };
  const unsorted = entries.filter(({ category }) => category === UNSORTED).length;
  const spending = spendingOf(entries);
  return (
    <>
      <div class="stats">
        <Stat label="In this month" value={money(now.inCents)} />
        <Stat label="Out this month" value={money(now.outCents)} />
        <Stat label="Difference" value={money(now.inCents - now.outCents)} />
      </div>
      <ForecastPart months={months} money={money} today={today} />
      <UnusualPart months={months} money={money} today={today} />
      {spending.length > 0 && (
        <>
          <h2>Expenses by category</h2>
          {unsorted > 0 && (
            <p>
              {unsorted === 1 ? "1 entry has" : `${unsorted} entries have`} no category yet. Choose one below;
              similar entries will get it from then on.
            </p>
          )}
          <Table
            caption="Expenses by category"
            head={["Category", "Spent"]}
            rows={spending.map(({ category, cents }) => [category, money(cents)])}
          />
        </>
      )}
    </>
  );
}

interface Part {
  readonly months: ReturnType<typeof monthsOf>;
  readonly money: (cents: number) => string;
  readonly today: string;
}

function ForecastPart({ months, money, today }: Part) {
  const ahead = forecast(months, today);
  const history = months.filter(({ month }) => month < today.slice(0, 7)).slice(-9);
  if (!ahead) {
    return (
      <>
        <h2>Forecast</h2>
        <EmptyState title="Too early for a forecast.">
          <p>It needs two whole months of entries, so that there is something to go by.</p>
        </EmptyState>
      </>
    );
  }
  const bars = [
    ...history.map((one) => ({ label: one.month, value: (one.inCents - one.outCents) / 100 })),
    ...ahead.months.map((one) => ({ label: `${one.month}?`, value: one.netCents / 100 })),
  ];
  return (
    <>
      <h2>Forecast</h2>
      <BarChart
        title="What is left each month; with a question mark: expected"
        bars={bars}
        format={(value) => money(Math.round(value * 100))}
      />
      <Table
        caption="Forecast"
        head={["Month", "In", "Out", "Left"]}
        rows={ahead.months.map(({ month, inCents, outCents, netCents }) => [
          month,
          money(inCents),
          money(outCents),
          money(netCents),
        ])}
      />
      <p class="muted">
        Each is the mean of the last {ahead.from} whole months in the book. It knows nothing of seasons, or of
        what you have agreed on since.
      </p>
    </>
  );
}

function UnusualPart({ months, money, today }: Part) {
  const missing = monthsMissing(months, today);
  const unusual = unusualMonths(months, today).reverse();
  return (
    <>
      <h2>Revenue that stands out</h2>
      {missing > 0 ? (
        <p class="muted">
          Months are compared with those before them:{" "}
          {missing === 1 ? "one more whole month is" : `${missing} more whole months are`} needed.
        </p>
      ) : unusual.length === 0 ? (
        <p>No month stands out from the ones before it.</p>
      ) : (
        <Table
          caption="Revenue that stands out"
          head={["Month", "Revenue", "Usual until then", "What it is"]}
          rows={unusual.map(({ month, inCents, usualCents }) => [
            month,
            money(inCents),
            money(usualCents),
            inCents > usualCents ? <Badge tone="good">High</Badge> : <Badge tone="bad">Low</Badge>,
          ])}
        />
      )}
    </>
  );
}

function Latest({ entries, currency }: Pick<Book, "entries" | "currency">) {
  return (
    <>
      <h2>Entries</h2>
      {entries.length > LATEST && (
        <p class="muted">
          The latest {LATEST} of {entries.length}; all are in the CSV file.
        </p>
      )}
      <Table
        caption="Entries"
        head={["Day", "What", "Amount", "Category"]}
        rows={entries
          .slice(0, LATEST)
          .map(({ id, day, what, cents, category }) => [
            formatDate(Date.parse(day)),
            <a href={`/cashbook/${id}`}>{what}</a>,
            formatMoney(cents, currency),
            category === UNSORTED ? <Badge tone="bad">{UNSORTED}</Badge> : category,
          ])}
      />
    </>
  );
}

function EntryFields({ form, entry, today }: { form: FormState; entry: Entry | undefined; today: string }) {
  const { category = "" } = entry ?? {};
  return (
    <>
      <div class="form-row">
        <Field name="what" label="What" form={form} value={entry?.what} maxlength={120} autocomplete="off" />
        <Field name="day" label="Day" type="date" form={form} value={entry?.day ?? today} />
      </div>
      <div class="form-row">
        <Field
          name="amount"
          label="Amount"
          form={form}
          value={entry && (Math.abs(entry.cents) / 100).toFixed(2)}
          inputmode="decimal"
          autocomplete="off"
        />
        <Select
          name="direction"
          label="Direction"
          form={form}
          value={entry && entry.cents > 0 ? "in" : "out"}
          options={[
            { value: "out", label: "went out" },
            { value: "in", label: "came in" },
          ]}
        />
        <Field
          name="category"
          label="Category"
          form={form}
          value={category === UNSORTED ? "" : category}
          optional
          maxlength={40}
          autocomplete="off"
          hint="Empty: as with similar entries."
        />
      </div>
    </>
  );
}

export function EntryPage({
  product,
  c,
  entry,
  categories,
  form,
}: View & { entry: Entry; categories: readonly string[]; form: FormState }) {
  const known = categories.filter((category) => category !== UNSORTED).sort();
  return (
    <Page product={product} c={c} title={entry.what} hidden>
      <p>
        <a href="/cashbook">Cashbook</a>
      </p>
      <PageHeading title={entry.what} />
      <Card>
        <form method="post" action={`/cashbook/${entry.id}`}>
          <FormProblem form={form} />
          <EntryFields form={form} entry={entry} today={entry.day} />
          {known.length > 0 && <p class="muted">Categories so far: {known.join(", ")}.</p>}
          <button class="button primary" type="submit">
            Save
          </button>
        </form>
      </Card>
      <PostButton action={`/cashbook/${entry.id}/delete`} label="Delete this entry" kind="danger" />
    </Page>
  );
}

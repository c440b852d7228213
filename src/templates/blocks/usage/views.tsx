import {
  BarChart,
  Card,
  EmptyState,
  formatTime,
  Meter,
  Page,
  PageHeading,
  type Product,
  type Request,
  Stat,
  Table,
} from "../../kit/index.ts";
import type { Allowance } from "./record.ts";
import { type Count, HISTORY_PAGE, type HistoryRow } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

interface Usage {
  readonly unit: string;
  readonly plan: string;
  readonly allowance: Allowance;
  /** What was done this month for plans of others. */
  readonly elsewhere: number;
  readonly days: number;
  readonly perDay: readonly Count[];
  /** The last fourteen days. */
  readonly week: readonly Count[];
  readonly actions: readonly Count[];
  readonly people: readonly Count[];
  readonly latest: readonly HistoryRow[];
}

const sum = (counts: readonly Count[]): number => counts.reduce((total, { count }) => total + count, 0);

export function UsagePage({ product, c, ...usage }: View & Usage) {
  const { unit, plan, allowance, elsewhere, days, perDay, week, actions, people, latest } = usage;
  const [before, now] = [sum(week.slice(0, 7)), sum(week.slice(7))];
  return (
    <Page product={product} c={c} title="Usage" hidden>
      <PageHeading title="Usage" lead="Counted from what you and your team really did.">
        <a class="button secondary" href={`/usage/export.csv?days=${days}`}>
          Download CSV
        </a>
      </PageHeading>
      <Card>
        <Meter label={`This month on ${plan}`} used={allowance.used} limit={allowance.limit} />
        {!allowance.left && <p class="error">The plan is used up for this month.</p>}
        <p>
          <a href="/pricing">{allowance.left ? "See the plans" : "Get a plan with more"}</a>
        </p>
        {elsewhere > 0 && (
          <p class="muted">
            {elsewhere} more {unit} of yours this month count towards the plan of a workspace you were invited
            to.
          </p>
        )}
      </Card>
      <div class="stats">
        <Stat label="Today" value={perDay.at(-1)?.count ?? 0} note={unit} />
        <Stat label="Last 7 days" value={now} note={comparison(now, before)} />
        <Stat label={`Last ${days} days`} value={sum(perDay)} note={unit} />
      </div>
      <PeriodLinks days={days} />
      <BarChart
        title={`${capital(unit)} by day`}
        bars={perDay.map(({ name, count }) => ({ label: name.slice(5), value: count }))}
      />
      {latest.length === 0 ? (
        <EmptyState title="Nothing was done yet.">
          <p>
            As soon as you work with {product.business.name}, this page shows it. <a href="/">Start here</a>.
          </p>
        </EmptyState>
      ) : (
        <>
          <Counts title="What was done" head="Action" counts={actions} />
          {people.length > 1 && <Counts title="Who did it" head="Person" counts={people} />}
          <h2>Latest</h2>
          <HistoryTable rows={latest} />
          <p>
            <a href="/usage/history">The whole history</a>
          </p>
        </>
      )}
    </Page>
  );
}

function PeriodLinks({ days }: { days: number }) {
  return (
    <nav aria-label="Period">
      <p class="actions">
        {[7, 30, 90].map((choice) => (
          <a href={`/usage?days=${choice}`} aria-current={choice === days ? "true" : undefined}>
            {choice === days ? <strong>{choice} days</strong> : `${choice} days`}
          </a>
        ))}
      </p>
    </nav>
  );
}

function Counts({ title, head, counts }: { title: string; head: string; counts: readonly Count[] }) {
  if (counts.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <Table
        caption={title}
        head={[head, "Times"]}
        rows={counts.map(({ name, count }) => [name, count.toLocaleString("en-US")])}
      />
    </>
  );
}

function HistoryTable({ rows }: { rows: readonly HistoryRow[] }) {
  return (
    <Table
      caption="History"
      head={["When", "Who", "What"]}
      rows={rows.map(({ at, who, action, subject }) => [
        formatTime(at),
        who ?? "Someone who left",
        subject === "" ? action : `${action}: ${subject}`,
      ])}
    />
  );
}

export function HistoryPage({
  product,
  c,
  query,
  page,
  total,
  rows,
}: View & { query: string; page: number; total: number; rows: readonly HistoryRow[] }) {
  const pages = Math.max(1, Math.ceil(total / HISTORY_PAGE));
  const link = (to: number) => `/usage/history?${new URLSearchParams({ q: query, page: String(to) })}`;
  return (
    <Page product={product} c={c} title="History" hidden>
      <PageHeading title="History" lead="Who did what, the latest first.">
        <a class="button secondary" href="/usage/history.csv">
          Download CSV
        </a>
      </PageHeading>
      <form method="get" action="/usage/history" class="card inline-form">
        <div class="field">
          <label for="q">Search</label>
          <input id="q" name="q" type="search" value={query} maxlength={100} />
        </div>
        <button class="button secondary" type="submit">
          Search
        </button>
      </form>
      {rows.length === 0 ? (
        <EmptyState title={query === "" ? "Nothing was done yet." : "Nothing like this was done."} />
      ) : (
        <HistoryTable rows={rows} />
      )}
      {pages > 1 && (
        <nav aria-label="Pages" class="actions">
          {page > 1 && <a href={link(page - 1)}>Later</a>}
          <span>
            Page {page} of {pages}
          </span>
          {page < pages && <a href={link(page + 1)}>Earlier</a>}
        </nav>
      )}
    </Page>
  );
}

function comparison(now: number, before: number): string {
  if (before === 0) return "nothing in the 7 days before";
  const change = Math.round(((now - before) / before) * 100);
  return change === 0
    ? "as many as before"
    : `${Math.abs(change)} % ${change > 0 ? "more" : "fewer"} than before`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

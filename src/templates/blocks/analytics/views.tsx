import {
  BarChart,
  Card,
  EmptyState,
  LineChart,
  Page,
  PageHeading,
  type Product,
  type Request,
  Stat,
  Table,
} from "../../kit/index.ts";
import type { Day } from "./store.ts";

export const PERIODS: readonly number[] = [7, 30, 90];

type Counts = readonly { readonly name: string; readonly count: number }[];

interface Props {
  readonly product: Product;
  readonly c: Request;
  readonly period: number;
  readonly days: readonly Day[];
  readonly pages: Counts;
  readonly referrers: Counts;
  readonly campaigns: Counts;
}

export function AnalyticsPage({ product, c, period, days, pages, referrers, campaigns }: Props) {
  const views = days.reduce((sum, day) => sum + day.views, 0);
  const visitors = days.reduce((sum, day) => sum + day.visitors, 0);
  const today = days.at(-1);
  return (
    <Page product={product} c={c} title="Visitors" hidden>
      <PageHeading title="Visitors" lead="Without cookies, without addresses, and without your own visits.">
        <a class="button secondary" href="/owner/analytics/export.csv">
          Export as CSV
        </a>
      </PageHeading>
      <nav aria-label="Period">
        <ul class="chips">
          {PERIODS.map((one) => (
            <li>
              <a
                class="chip"
                href={`/owner/analytics?days=${one}`}
                aria-current={one === period ? "true" : undefined}
              >
                {one} days
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="stats">
        <Stat label="Page views" value={views} note={`in ${period} days`} />
        <Stat label="Visits" value={visitors} note="different visitors of each day, added up" />
        <Stat label="Visitors today" value={today?.visitors ?? 0} />
      </div>
      {views === 0 ? (
        <EmptyState title="No visits yet.">
          <p>They are counted from now on. Browsers that ask not to be tracked are left out.</p>
        </EmptyState>
      ) : (
        <>
          <LineChart
            title="Visitors by day"
            points={days.map(({ day, visitors: value }) => ({ label: day.slice(5), value }))}
          />
          <BarChart
            title="Page views by day"
            bars={days.map(({ day, views: value }) => ({ label: day.slice(5), value }))}
          />
          <Counted title="Pages" what="Page" counts={pages} none="No pages yet." />
        </>
      )}
      <div class="split">
        <Counted
          title="Where visitors came from"
          what="Site"
          counts={referrers}
          none="No other site has led here yet."
        />
        <Counted
          title="Campaigns"
          what="Campaign"
          counts={campaigns}
          none="Add ?utm_source=letter to a link, and its visits are shown here."
        />
      </div>
      <WhatTheyDid product={product} period={period} visitors={visitors} />
    </Page>
  );
}

function Counted({
  title,
  what,
  counts,
  none,
}: {
  title: string;
  what: string;
  counts: Counts;
  none: string;
}) {
  return (
    <Card title={title}>
      {counts.length === 0 ? (
        <p class="muted">{none}</p>
      ) : (
        <Table
          caption={title}
          head={[what, "Page views"]}
          rows={counts.map(({ name, count }) => [name, count])}
        />
      )}
    </Card>
  );
}

/** What the other blocks counted, against the visits: the share who did what the page asks for. */
function WhatTheyDid({ product, period, visitors }: { product: Product; period: number; visitors: number }) {
  const totals = product.events.totals(period);
  if (totals.length === 0 || visitors === 0) return null;
  return (
    <Card title="What visitors did">
      <Table
        caption="What visitors did"
        head={["What", "How often", "Per 100 visits"]}
        rows={totals.map(({ name, count }) => [name, count, ((count / visitors) * 100).toFixed(1)])}
      />
    </Card>
  );
}

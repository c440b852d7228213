import type { z } from "zod";
import {
  BarChart,
  Card,
  dayOf,
  EmptyState,
  Meter,
  Page,
  PageHeading,
  type Product,
  type Request,
  Stat,
  Table,
} from "../../kit/index.ts";
import type { UsageSchema } from "./contract.ts";
import type { DayUsage } from "./store.ts";

interface Usage {
  readonly product: Product;
  readonly c: Request;
  readonly month: z.infer<typeof UsageSchema>;
  readonly days: number;
  readonly usage: readonly DayUsage[];
}

export function UsagePage({ product, c, month, days, usage }: Usage) {
  const total = (what: "done" | "failed" | "refused") => usage.reduce((sum, one) => sum + one[what], 0);
  const keys = [...new Set(usage.map(({ key }) => key))];
  return (
    <Page product={product} c={c} title="Usage" hidden>
      <PageHeading title="Usage" lead="Requests that your keys made.">
        <a class="button secondary" href="/api-usage/export.csv">
          Download CSV
        </a>
      </PageHeading>
      <Card>
        <Meter
          label={`Requests this month on ${month.plan}`}
          used={month.used}
          limit={month.limit ?? undefined}
        />
        <p>
          {month.requests_per_minute === null
            ? "There is no limit per minute."
            : `Up to ${month.requests_per_minute} requests a minute.`}{" "}
          <a href="/pricing">See the plans</a>
        </p>
      </Card>
      <div class="stats">
        <Stat label="Answered" value={total("done").toLocaleString("en-US")} note={`in ${days} days`} />
        <Stat label="Failed" value={total("failed").toLocaleString("en-US")} note="a request was wrong" />
        <Stat label="Refused" value={total("refused").toLocaleString("en-US")} note="over a limit" />
      </div>
      <BarChart title="Requests by day" bars={perDay(usage, product.now(), days)} />
      {usage.length === 0 ? (
        <EmptyState title="No requests yet.">
          <p>
            <a href="/keys">Make a key</a> and follow <a href="/docs">the quickstart</a>: the first request
            takes a minute.
          </p>
        </EmptyState>
      ) : (
        <>
          <h2>By key</h2>
          <Table
            caption="Requests by key"
            head={["Key", "Answered", "Failed", "Refused"]}
            rows={keys.map((key) => {
              const own = usage.filter((one) => one.key === key);
              const count = (what: "done" | "failed" | "refused") =>
                own.reduce((sum, one) => sum + one[what], 0).toLocaleString("en-US");
              return [key, count("done"), count("failed"), count("refused")];
            })}
          />
        </>
      )}
    </Page>
  );
}

function perDay(usage: readonly DayUsage[], now: number, days: number) {
  return Array.from({ length: days }, (_, at) => {
    const day = dayOf(now - (days - 1 - at) * 86_400_000);
    const value = usage
      .filter((one) => one.day === day)
      .reduce((sum, { done, failed }) => sum + done + failed, 0);
    return { label: day.slice(5), value };
  });
}

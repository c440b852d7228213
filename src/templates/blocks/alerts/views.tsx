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
  Select,
  Table,
} from "../../kit/index.ts";
import type { SavedView } from "../views/index.ts";
import type { Alert } from "./store.ts";

interface Alerts {
  readonly product: Product;
  readonly c: Request;
  readonly alerts: readonly Alert[];
  readonly views: readonly SavedView[];
  /** The id of the view that the form begins with. */
  readonly chosen: string | undefined;
  readonly form: FormState;
}

export function AlertsPage({ product, c, alerts, views, chosen, form }: Alerts) {
  const nameOf = (id: number) => views.find((view) => view.id === id)?.name ?? "A view";
  return (
    <Page product={product} c={c} title="Alerts" hidden>
      <p>
        <a href="/views">Saved views</a>
      </p>
      <PageHeading title="Alerts" lead="Silent until something needs you: one e-mail for each crossing." />
      {alerts.length === 0 ? (
        <EmptyState title="No alerts yet." />
      ) : (
        <Table
          caption="Alerts"
          head={["When", "Now", "State", "Action"]}
          rows={alerts.map((alert) => [
            `${nameOf(alert.view_id)}: ${alert.figure} ${alert.direction} ${alert.threshold}`,
            alert.last_value === null ? "–" : alert.last_value.toLocaleString("en-US"),
            <State alert={alert} />,
            <PostButton
              action={`/alerts/${alert.id}/delete`}
              label="Delete"
              kind="link"
              name={`Delete the alert on ${nameOf(alert.view_id)}`}
            />,
          ])}
        />
      )}
      {views.length === 0 ? (
        <p>
          An alert watches a saved view. <a href="/charts">Make a chart</a> and save it first.
        </p>
      ) : (
        <AlertCard views={views} chosen={chosen} form={form} />
      )}
    </Page>
  );
}

function State({ alert }: { alert: Alert }) {
  if (alert.crossed === 0) return <Badge tone="good">Quiet</Badge>;
  return (
    <>
      <Badge tone="bad">Crossed</Badge> {alert.last_crossed_at !== null && formatTime(alert.last_crossed_at)}
    </>
  );
}

function AlertCard({ views, chosen, form }: Pick<Alerts, "views" | "chosen" | "form">) {
  return (
    <Card title="Set an alert">
      <form method="post" action="/alerts">
        <FormProblem form={form} />
        <Select
          name="view"
          label="View"
          form={form}
          value={chosen}
          options={views.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
        <div class="form-row">
          <Select
            name="figure"
            label="Figure"
            form={form}
            options={[
              { value: "latest", label: "its latest value" },
              { value: "total", label: "its total" },
            ]}
          />
          <Select
            name="direction"
            label="is"
            form={form}
            options={[
              { value: "above", label: "above" },
              { value: "below", label: "below" },
            ]}
          />
          <Field
            name="threshold"
            label="Threshold"
            form={form}
            inputmode="decimal"
            placeholder="100"
            autocomplete="off"
          />
        </div>
        <button class="button primary" type="submit">
          Set alert
        </button>
      </form>
    </Card>
  );
}

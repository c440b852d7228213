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
  Table,
} from "../../kit/index.ts";
import type { Site } from "../sites/index.ts";
import type { Delivery, DeliveryState, Hook } from "./store.ts";

interface Connected {
  readonly hook: Hook;
  readonly deliveries: readonly Delivery[];
}

const TONES = { waiting: "plain", delivered: "good", failed: "bad" } as const satisfies Record<
  DeliveryState,
  string
>;

export function IntegrationsPage({
  product,
  c,
  site,
  hooks,
  form,
}: {
  product: Product;
  c: Request;
  site: Site;
  hooks: readonly Connected[];
  form: FormState;
}) {
  return (
    <Page product={product} c={c} title="Integrations" hidden>
      <PageHeading
        title="Integrations"
        lead={`What visitors of ${site.name} send is passed on to these addresses.`}
      >
        <a class="button secondary" href={`/sites/${site.id}/edit`}>
          Edit the site
        </a>
      </PageHeading>
      {hooks.length === 0 && (
        <EmptyState title="Nothing is connected yet.">
          <p>Add the webhook address that the other service gave you.</p>
        </EmptyState>
      )}
      {hooks.map((connected) => (
        <HookCard site={site} {...connected} />
      ))}
      <Card title="Connect a service">
        <form method="post" action={`/sites/${site.id}/integrations`}>
          <FormProblem form={form} />
          <Field
            name="url"
            label="Webhook address"
            type="url"
            form={form}
            maxlength={2_000}
            hint="It gets a POST with JSON for each form that is sent, signed in the header X-Webhook-Signature."
          />
          <button class="button primary" type="submit">
            Connect
          </button>
        </form>
      </Card>
    </Page>
  );
}

function HookCard({ site, hook, deliveries }: Connected & { site: Site }) {
  const base = `/sites/${site.id}/integrations/${hook.id}`;
  return (
    <Card title={new URL(hook.url).host}>
      <p>
        <code>{hook.url}</code>
      </p>
      <details>
        <summary>Signing secret</summary>
        <p>
          <code>{hook.secret}</code>
        </p>
        <p>
          The header is <code>t=seconds,v1=hex</code>: an HMAC-SHA256 with this secret over the seconds, a
          full stop and the body.
        </p>
      </details>
      {deliveries.length > 0 && (
        <Table
          caption={`Deliveries to ${hook.url}`}
          head={["When", "State", "Answer", "Attempts", ""]}
          rows={deliveries.map(({ id, state, outcome, attempts, created_at }) => [
            formatTime(created_at),
            <Badge tone={TONES[state]}>{state}</Badge>,
            outcome || "–",
            attempts,
            state === "failed" ? (
              <PostButton
                action={`${base}/retry`}
                label="Try again"
                kind="link"
                fields={{ delivery: id }}
                name={`Try delivery ${id} again`}
              />
            ) : (
              ""
            ),
          ])}
        />
      )}
      <PostButton
        action={`${base}/delete`}
        label="Disconnect"
        kind="danger"
        name={`Disconnect ${hook.url}`}
      />
    </Card>
  );
}

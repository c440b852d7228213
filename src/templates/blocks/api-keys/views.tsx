import {
  Badge,
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatDate,
  formatTime,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
  Table,
} from "../../kit/index.ts";
import type { ApiKey } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

export function KeysPage({ product, c, keys, form }: View & { keys: readonly ApiKey[]; form: FormState }) {
  return (
    <Page product={product} c={c} title="Keys" hidden>
      <PageHeading title="Keys" lead="A key lets a program act for you. One for each program is best." />
      {keys.length === 0 ? (
        <EmptyState title="No keys yet.">
          <p>Make the first one below: it is shown once, right after.</p>
        </EmptyState>
      ) : (
        <Table
          caption="Keys"
          head={["Name", "Made", "Last used", "Action"]}
          rows={keys.map(({ id, name, start, created_at, last_used_at, revoked_at }) => [
            <>
              {name} <code>{start}…</code>
            </>,
            formatDate(created_at),
            last_used_at === null ? "never" : formatTime(last_used_at),
            revoked_at === null ? (
              <PostButton action={`/keys/${id}/revoke`} label="Revoke" kind="link" name={`Revoke ${name}`} />
            ) : (
              <Badge>Revoked</Badge>
            ),
          ])}
        />
      )}
      <Card title="Make a key">
        <form method="post" action="/keys">
          <FormProblem form={form} />
          <Field
            name="name"
            label="Name"
            form={form}
            maxlength={60}
            autocomplete="off"
            hint="What it is for, such as: nightly import"
          />
          <button class="button primary" type="submit">
            Make key
          </button>
        </form>
      </Card>
    </Page>
  );
}

export function NewKeyPage({ product, c, name, apiKey }: View & { name: string; apiKey: string }) {
  return (
    <Page product={product} c={c} title="Your new key" hidden>
      <PageHeading title="Your new key" lead={name} />
      <p class="notice">
        Copy it now and keep it safe: it is shown only this once. Whoever has it can act for you.
      </p>
      <pre tabindex={0}>{apiKey}</pre>
      <p>Programs send it with each request:</p>
      <pre tabindex={0}>Authorization: Bearer {apiKey}</pre>
      <p>
        <a class="button primary" href="/keys">
          I have copied it
        </a>
      </p>
    </Page>
  );
}

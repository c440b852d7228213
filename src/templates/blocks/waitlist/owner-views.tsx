import {
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatDate,
  Page,
  PageHeading,
  PostButton,
  Stat,
  Table,
  TextArea,
} from "../../kit/index.ts";
import { waitlistSettings } from "./settings.ts";
import type { Person, Status } from "./store.ts";
import type { View } from "./views.tsx";

const ROOT = "/owner/waitlist";
const SHOWN = 200;

export function OwnerPage({
  product,
  c,
  form,
  counts,
  line,
  invited,
}: View & {
  form: FormState;
  counts: Readonly<Record<Status, number>>;
  line: readonly Person[];
  invited: readonly Person[];
}) {
  const all = [...line, ...invited];
  const brought = all.filter(({ brought_by }) => brought_by !== null).length;
  return (
    <Page product={product} c={c} title="Waitlist" hidden>
      <PageHeading title="Waitlist" lead="The next to be invited come first.">
        <a class="button secondary" href={`${ROOT}/export.csv`}>
          Export as CSV
        </a>
      </PageHeading>
      <div class="stats">
        <Stat label="In line" value={counts.waiting} />
        <Stat label="Invited" value={counts.invited} />
        <Stat label="Not confirmed" value={counts.pending} />
        <Stat label="Came through others" value={brought} />
      </div>
      {line.length === 0 ? (
        <EmptyState title="Nobody waits just now.">
          <p>
            People join on <a href="/">the start page</a> and through each other's links.
          </p>
        </EmptyState>
      ) : (
        <Line line={line.slice(0, SHOWN)} />
      )}
      {(line.length > 0 || Object.keys(form.errors).length > 0) && (
        <Card title="Invite the next">
          <form method="post" action={`${ROOT}/invite`}>
            <FormProblem form={form} />
            <Field
              name="how_many"
              label="How many"
              type="number"
              form={form}
              inputmode="numeric"
              value={Math.max(1, Math.min(10, line.length))}
            />
            <TextArea
              name="message"
              label="Message"
              form={form}
              rows={4}
              value={waitlistSettings(product).invitation}
              hint="A link to the start page follows."
            />
            <button class="button primary" type="submit">
              Invite
            </button>
          </form>
        </Card>
      )}
      {invited.length > 0 && (
        <>
          <h2>Invited</h2>
          <Table
            caption="Invited"
            head={["E-mail", "Invited", "Brought"]}
            rows={invited
              .slice(0, SHOWN)
              .map(({ email, invited_at, brought: count }) => [email, <DayOf at={invited_at ?? 0} />, count])}
          />
        </>
      )}
    </Page>
  );
}

function DayOf({ at }: { at: number }) {
  return <time datetime={new Date(at).toISOString()}>{formatDate(at)}</time>;
}

function Line({ line }: { line: readonly Person[] }) {
  return (
    <Table
      caption="The line"
      head={["Place", "E-mail", "Brought", "Since", "On their wish"]}
      rows={line.map(({ id, email, brought, confirmed_at }, at) => [
        at + 1,
        email,
        brought,
        <DayOf at={confirmed_at ?? 0} />,
        <PostButton action={`${ROOT}/${id}/remove`} label="Remove" kind="link" name={`Remove ${email}`} />,
      ])}
    />
  );
}

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
  type Product,
  type Request,
  Select,
  Table,
} from "../../kit/index.ts";
import type { Subscriber } from "../newsletter/index.ts";
import { LINES } from "./form.ts";
import { RULE_KINDS, RULES, type Rules } from "./rules.ts";
import type { Segment } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

const ROOT = "/owner/segments";
const SHOWN = 200;

export function ListPage({
  product,
  c,
  segments,
}: View & { segments: readonly { segment: Segment; members: number }[] }) {
  return (
    <Page product={product} c={c} title="Segments" hidden>
      <PageHeading title="Segments" lead="Groups of subscribers by what they chose and did, counted live.">
        <a class="button primary" href={`${ROOT}/new`}>
          New segment
        </a>
      </PageHeading>
      {segments.length === 0 ? (
        <EmptyState title="There are no segments yet.">
          <p>Make one, such as everybody with a tag, or everybody who went quiet.</p>
        </EmptyState>
      ) : (
        <Table
          caption="Segments"
          head={["Name", "Who", "Members now"]}
          rows={segments.map(({ segment, members }) => [
            <a href={`${ROOT}/${segment.id}`}>{segment.name}</a>,
            inWords(segment),
            members,
          ])}
        />
      )}
    </Page>
  );
}

/** The rules as a sentence. */
function inWords({ match, rules }: Rules): string {
  return rules
    .map(({ kind, value }) => RULES[kind].text.replace("…", () => value))
    .join(match === "all" ? " and " : " or ");
}

export function EditPage({
  product,
  c,
  form,
  action,
  existing = false,
}: View & { form: FormState; action: string; existing?: boolean }) {
  const title = existing ? "Change the segment" : "New segment";
  const kinds = RULE_KINDS.map((kind) => ({ value: kind, label: RULES[kind].text }));
  return (
    <Page product={product} c={c} title={title} hidden>
      <PageHeading title={title} lead="Only subscribers who confirmed can belong to it." />
      <form method="post" action={action}>
        <FormProblem form={form} />
        <Field name="name" label="Name" form={form} maxlength={100} autocomplete="off" />
        <Select
          name="match"
          label="A subscriber belongs when"
          form={form}
          options={[
            { value: "all", label: "all rules fit" },
            { value: "any", label: "at least one rule fits" },
          ]}
        />
        {Array.from({ length: linesFor(form) }, (_, at) => at + 1).map((line) => (
          <fieldset>
            <legend>Rule {line}</legend>
            <div class="form-row">
              <Select
                name={`kind-${line}`}
                label="The subscriber"
                form={form}
                optional={line > 1}
                options={[{ value: "", label: "…" }, ...kinds]}
              />
              <Field
                name={`value-${line}`}
                label="Tag, page, date or days"
                form={form}
                optional={line > 1}
                maxlength={100}
                autocomplete="off"
              />
            </div>
          </fieldset>
        ))}
        <p class="hint">
          A tag as it is, a page like /newsletter, a date like 2026-01-31, or a number of days.
        </p>
        <div class="actions">
          <button class="button primary" type="submit">
            Save
          </button>
          <a href={existing ? action : ROOT}>Cancel</a>
        </div>
      </form>
    </Page>
  );
}

/** Three to begin with, and one more than are filled in. */
function linesFor({ values }: FormState): number {
  const filled = Object.keys(values).filter((name) => name.startsWith("kind-") && values[name] !== "").length;
  return Math.min(LINES, Math.max(3, filled + 1));
}

export function SegmentPage({
  product,
  c,
  segment,
  members,
}: View & { segment: Segment; members: readonly Subscriber[] }) {
  const path = `${ROOT}/${segment.id}`;
  return (
    <Page product={product} c={c} title={segment.name} hidden>
      <PageHeading title={segment.name} lead={`Everybody who ${inWords(segment)}.`}>
        <a class="button secondary" href={`${path}/edit`}>
          Change
        </a>
        <a class="button secondary" href={`${path}/export.csv`}>
          Export as CSV
        </a>
      </PageHeading>
      <p>{members.length === 1 ? "One member" : `${members.length} members`} just now.</p>
      {members.length === 0 ? (
        <EmptyState title="Nobody belongs to it just now.">
          <p>Members come and go by themselves as the rules fit.</p>
        </EmptyState>
      ) : (
        <Table
          caption="Members"
          head={["E-mail", "Tags", "Confirmed", "Active last"]}
          rows={members
            .slice(0, SHOWN)
            .map(({ id, email, tags, confirmed_at, active_at }) => [
              <a href={`/owner/subscribers/${id}`}>{email}</a>,
              tags.join(", "),
              formatDate(confirmed_at ?? 0),
              active_at === null ? "never" : formatDate(active_at),
            ])}
        />
      )}
      <Card title="Delete the segment" quiet>
        <p>The subscribers stay. Sequences that wait for members of it get no new ones.</p>
        <PostButton action={`${path}/delete`} label="Delete" kind="danger" />
      </Card>
    </Page>
  );
}

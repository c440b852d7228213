import {
  Card,
  Checkbox,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatTime,
  type ModuleField,
  Page,
  PageHeading,
  PostButton,
  Prose,
  Select,
  Table,
  TextArea,
} from "../../kit/index.ts";
import { mayAdd, mayChange, maySeeList } from "./access.ts";
import type { View } from "./list-view.tsx";
import type { LinkOptions } from "./module-form.ts";
import { Moves, StateBadge } from "./other-views.tsx";
import { earlierValues, kindsBelow, type Live, partOf, partsOf, pathOf, textFor, titleOf } from "./show.ts";

interface FormView extends View {
  readonly form: FormState;
  readonly links: LinkOptions;
  /** The record that is changed; undefined: a new one. */
  readonly record?: Live | undefined;
}

export function FormPage({ product, c, module, kind, form, links, record }: FormView) {
  const path = pathOf(module, kind);
  const isFirst = module.kinds[0]?.id === kind.id;
  const name = kind.singular.toLowerCase();
  const missing = kind.fields.find(
    ({ kind: type, required, name: field }) => type === "link" && required && links[field]?.length === 0,
  );
  const target = module.kinds.find(({ id }) => id === missing?.of);
  const title = record
    ? `Change ${name}`
    : isFirst && kind.access.see === "owner"
      ? module.title
      : `Add ${name}`;
  return (
    <Page product={product} c={c} title={title} description={module.summary} hidden={record !== undefined}>
      <PageHeading title={title} lead={record ? undefined : module.summary} />
      {target ? (
        <EmptyState title={`There is no ${target.singular.toLowerCase()} yet.`}>
          <p>
            <a href={`${pathOf(module, target)}/new`}>Add a {target.singular.toLowerCase()} first</a>
          </p>
        </EmptyState>
      ) : (
        <Card>
          <form method="post" action={record ? `${path}/${record.data.id}/edit` : path}>
            <FormProblem form={form} />
            {kind.fields.map((field) => (
              <Input field={field} form={form} options={links[field.name] ?? []} />
            ))}
            <button class="button primary" type="submit">
              {record ? "Save" : kind.access.see === "owner" ? "Send" : `Add ${name}`}
            </button>
          </form>
        </Card>
      )}
    </Page>
  );
}

const INPUT_TYPES = {
  text: "text",
  number: "text",
  money: "text",
  date: "date",
  email: "email",
  url: "url",
} as const;

function Input({
  field,
  form,
  options,
}: {
  field: ModuleField;
  form: FormState;
  options: readonly { value: string; label: string }[];
}) {
  const { name, label, kind, required, choices, hint } = field;
  const common = { name, label, form, optional: !required, ...(hint !== undefined && { hint }) };
  const choose = (list: readonly { value: string; label: string }[]) => (
    <Select {...common} options={[{ value: "", label: "Please choose" }, ...list]} />
  );
  const steps = stepsOf(field);
  if (steps) return choose(steps.map((value) => ({ value, label: value })));
  switch (kind) {
    case "prose":
      return <TextArea {...common} />;
    case "yes_no":
      return <Checkbox name={name} label={label} form={form} />;
    case "choice":
      return choose(choices.map((value) => ({ value, label: value })));
    case "link":
      return choose(options);
    default:
      return (
        <Field
          {...common}
          type={INPUT_TYPES[kind]}
          {...((kind === "number" || kind === "money") && { inputmode: "decimal" as const })}
        />
      );
  }
}

/** A few whole numbers are chosen, not typed. */
function stepsOf({ kind, min, max }: ModuleField): string[] | undefined {
  if (kind !== "number" || min === undefined || max === undefined) return undefined;
  if (!Number.isInteger(min) || !Number.isInteger(max) || max - min > 10) return undefined;
  return Array.from({ length: max - min + 1 }, (_, at) => String(min + at));
}

export function RecordPage({ record, ...view }: View & { record: Live }) {
  const { product, c, module, kind, viewer } = view;
  const path = pathOf(module, kind);
  const own = `${path}/${record.data.id}`;
  const title = titleOf(module, kind, record);
  const earlier = earlierValues(kind, record);
  return (
    <Page product={product} c={c} title={title} hidden>
      <PageHeading title={title} lead={`${kind.singular}, added ${formatTime(record.data.createdAt)}.`}>
        {mayChange(kind, viewer, record.data) && (
          <>
            <a class="button secondary" href={`${own}/edit`}>
              Edit
            </a>
            <PostButton action={`${own}/delete`} label="Delete" kind="danger" />
          </>
        )}
      </PageHeading>
      {kind.states.length > 0 && (
        <Card>
          <p>
            State: <StateBadge kind={kind} record={record} />
          </p>
          <Moves {...view} record={record} />
        </Card>
      )}
      <Card>
        <dl>
          {partsOf(kind).map(({ name, label, kind: type }) => (
            <>
              <dt>
                <strong>{label}</strong>
              </dt>
              <dd>
                {type === "prose" ? (
                  <Prose text={record.data.values[name] || "–"} />
                ) : (
                  textFor(module, kind, record, name)
                )}
              </dd>
            </>
          ))}
          {earlier.map(([label, value]) => (
            <>
              <dt>
                <strong>{label}</strong> <span class="muted">(from before)</span>
              </dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      </Card>
      {kindsBelow(module, kind).map(({ kind: below, link }) => (
        <Below {...view} kind={below} link={link.name} record={record} />
      ))}
      <p>{maySeeList(kind, viewer) && <a href={path}>Back to the list</a>}</p>
    </Page>
  );
}

/** The records that belong to one. */
function Below({ module, kind, viewer, link, record }: View & { link: string; record: Live }) {
  if (!maySeeList(kind, viewer) && !mayAdd(kind, viewer)) return null;
  const rows = maySeeList(kind, viewer) ? (record.records(kind.id) as readonly Live[]) : [];
  const path = pathOf(module, kind);
  const columns = kind.columns.filter((name) => name !== link);
  return (
    <section>
      <div class="part-heading">
        <h2>{kind.plural}</h2>
        {mayAdd(kind, viewer) && (
          <a href={`${path}/new?${link}=${record.data.id}`}>Add {kind.singular.toLowerCase()}</a>
        )}
      </div>
      {rows.length === 0 && maySeeList(kind, viewer) && (
        <EmptyState title={`No ${kind.plural.toLowerCase()} yet.`} />
      )}
      {rows.length > 0 && (
        <Table
          caption={kind.plural}
          head={["No.", ...columns.map((name) => partOf(kind, name)?.label ?? name)]}
          rows={rows
            .slice(0, 100)
            .map((row) => [
              <a href={`${path}/${row.data.id}`}>{row.data.id}</a>,
              ...columns.map((name) => textFor(module, kind, row, name)),
            ])}
        />
      )}
    </section>
  );
}

export function ThanksPage({ product, c, module, kind }: View) {
  return (
    <Page product={product} c={c} title="Thank you" hidden>
      <PageHeading title="Thank you" lead={`Your ${kind.singular.toLowerCase()} has arrived.`} />
      <p>
        <a href={pathOf(module, kind)}>Send another one</a> or <a href="/">go to the start page</a>.
      </p>
    </Page>
  );
}

/** For whoever can't use a module as they are. */
export function GatePage({ product, c, module, kind }: View) {
  const forUsers = kind.access.add === "users" || kind.access.see !== "owner";
  return (
    <Page product={product} c={c} title={module.title} description={module.summary}>
      <PageHeading title={module.title} lead={module.summary} />
      {forUsers ? (
        <EmptyState title="It is yours once you are signed in.">
          <p>
            <a class="button primary" href="/sign-up">
              Create an account
            </a>
          </p>
          <p>
            <a href="/sign-in">Sign in</a>
          </p>
        </EmptyState>
      ) : (
        <EmptyState title={`This is for whoever runs ${product.business.name}.`}>
          <p>
            <a href="/owner/sign-in">Sign in as the owner</a>
          </p>
        </EmptyState>
      )}
    </Page>
  );
}

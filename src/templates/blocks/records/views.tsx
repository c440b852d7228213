import {
  Card,
  Checkbox,
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
  Prose,
  type RecordsModule,
  type Request,
  Select,
  Table,
  TextArea,
} from "../../kit/index.ts";
import { PAGE_SIZE, type StoredRecord } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
  readonly module: RecordsModule;
}

export function EditPage({
  product,
  c,
  module,
  form,
  action,
  existing = false,
}: View & { form: FormState; action: string; existing?: boolean }) {
  return (
    <Page
      product={product}
      c={c}
      title={module.title}
      description={`${module.feature}, by ${product.business.name}.`}
      hidden={existing}
    >
      <PageHeading
        title={existing ? `Edit: ${module.singular}` : module.title}
        lead={existing ? undefined : module.feature}
      />
      <Card>
        <form method="post" action={action}>
          <FormProblem form={form} />
          {module.fields.map((field) => (
            <ModuleInput field={field} form={form} />
          ))}
          <button class="button primary" type="submit">
            {existing ? "Save" : "Send"}
          </button>
        </form>
      </Card>
    </Page>
  );
}

const INPUT_TYPES = { text: "text", number: "text", date: "date", email: "email", url: "url" } as const;

function ModuleInput({ field, form }: { field: RecordsModule["fields"][number]; form: FormState }) {
  const { name, label, kind, required, choices } = field;
  const common = { name, label, form, optional: !required };
  switch (kind) {
    case "prose":
      return <TextArea {...common} />;
    case "yes_no":
      return <Checkbox name={name} label={label} form={form} />;
    case "choice":
      return (
        <Select
          {...common}
          options={[
            { value: "", label: "Please choose" },
            ...choices.map((value) => ({ value, label: value })),
          ]}
        />
      );
    default:
      return (
        <Field
          {...common}
          type={INPUT_TYPES[kind]}
          {...(kind === "number" && { inputmode: "decimal" as const })}
        />
      );
  }
}

export function ThanksPage({ product, c, module }: View) {
  return (
    <Page product={product} c={c} title="Thank you" hidden>
      <PageHeading title="Thank you" lead={`Your ${module.singular.toLowerCase()} has arrived.`} />
      <p>
        <a href={`/m/${module.slug}`}>Send another one</a> or <a href="/">go to the start page</a>.
      </p>
    </Page>
  );
}

interface List {
  readonly query: string;
  readonly page: number;
  readonly total: number;
  readonly records: readonly StoredRecord[];
}

export function ListPage({ product, c, module, query, page, total, records }: View & List) {
  const path = `/owner/m/${module.slug}`;
  const shown = module.fields.slice(0, 4);
  return (
    <Page product={product} c={c} title={module.title} hidden>
      <PageHeading title={module.title} lead={module.feature}>
        <a class="button primary" href={`/m/${module.slug}`}>
          Add
        </a>
        <a class="button secondary" href={`${path}/export.csv`}>
          Export CSV
        </a>
      </PageHeading>
      <form method="get" action={path} class="inline-form">
        <Field
          name="q"
          label="Search"
          type="search"
          form={{ values: { q: query }, errors: {} }}
          optional
          maxlength={100}
        />
        <button class="button secondary" type="submit">
          Search
        </button>
      </form>
      <p class="muted">{total === 1 ? "1 record" : `${total} records`}</p>
      {records.length === 0 ? (
        <EmptyState title={query ? "Nothing has these words." : "Nothing here yet."}>
          <p>{query ? <a href={path}>Show all</a> : "Share the form, or add the first one yourself."}</p>
        </EmptyState>
      ) : (
        <Table
          caption={module.title}
          head={["No.", ...shown.map(({ label }) => label), "Added"]}
          rows={records.map(({ id, fields, createdAt }) => [
            <a href={`${path}/${id}`}>{id}</a>,
            ...shown.map(({ name }) => shorten(fields[name] ?? "")),
            formatDate(createdAt),
          ])}
        />
      )}
      <Pages path={path} query={query} page={page} total={total} />
    </Page>
  );
}

function Pages({ path, query, page, total }: { path: string; query: string; page: number; total: number }) {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (last === 1) return null;
  const link = (to: number) => `${path}?${new URLSearchParams({ q: query, page: String(to) })}`;
  return (
    <nav class="actions" aria-label="Pages">
      {page > 1 && <a href={link(page - 1)}>Newer</a>}
      <span>
        Page {page} of {last}
      </span>
      {page < last && <a href={link(page + 1)}>Older</a>}
    </nav>
  );
}

export function RecordPage({ product, c, module, record }: View & { record: StoredRecord }) {
  const path = `/owner/m/${module.slug}`;
  return (
    <Page product={product} c={c} title={`${module.singular} ${record.id}`} hidden>
      <PageHeading title={`${module.singular} ${record.id}`} lead={`Added ${formatTime(record.createdAt)}.`}>
        <a class="button secondary" href={`${path}/${record.id}/edit`}>
          Edit
        </a>
        <PostButton action={`${path}/${record.id}/delete`} label="Delete" kind="danger" />
      </PageHeading>
      <Card>
        <dl>
          {module.fields.map(({ name, label, kind }) => (
            <>
              <dt>
                <strong>{label}</strong>
              </dt>
              <dd>
                {kind === "prose" ? <Prose text={record.fields[name] ?? ""} /> : record.fields[name] || "–"}
              </dd>
            </>
          ))}
        </dl>
      </Card>
      <p>
        <a href={path}>Back to the list</a>
      </p>
    </Page>
  );
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

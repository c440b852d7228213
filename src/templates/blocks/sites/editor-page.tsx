import {
  Badge,
  Card,
  EMPTY_FORM,
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
  TextArea,
} from "../../kit/index.ts";
import { PART_KINDS, type Part, type SitePage } from "./document.ts";
import { partValues } from "./part-forms.ts";
import type { Site, Version } from "./store.ts";

interface EditorProps {
  readonly product: Product;
  readonly c: Request;
  readonly site: Site;
  readonly page: SitePage;
  readonly versions: readonly Version[];
  readonly problem?: { readonly partId?: string; readonly form: FormState } | undefined;
}

/** The editor: pages, the blocks of one page, publishing, versions. Dragging is a comfort; the buttons do the same. */
export function EditorPage(props: EditorProps) {
  const { product, c, site, page, problem } = props;
  const pageForm = problem && problem.partId === undefined ? problem.form : EMPTY_FORM;
  return (
    <Page product={product} c={c} title={`Edit ${site.name}`} hidden scripts={["sites/editor.js"]}>
      <PageHeading title={site.name} lead={site.liveVersion === null ? "Not public yet." : undefined}>
        <a href={`/sites/${site.id}/submissions`}>Submissions</a>
        {product.blocks.some(({ id }) => id === "integrations") && (
          <a href={`/sites/${site.id}/integrations`}>Integrations</a>
        )}
        <a class="button secondary" href={`/sites/${site.id}/preview/${page.slug}`}>
          Preview
        </a>
        <PostButton action={`/sites/${site.id}/publish`} label="Publish" kind="primary" />
      </PageHeading>
      {site.liveVersion !== null && (
        <p>
          <Badge tone="good">Live: version {site.liveVersion}</Badge>{" "}
          <a href={`/s/${site.slug}`}>/s/{site.slug}</a>
        </p>
      )}
      <PageTabs {...props} />
      <ol
        class="stack"
        data-order={`/sites/${site.id}/pages/${page.slug}/order`}
        data-revision={site.revision}
      >
        {page.parts.map((part, at) => (
          <li class="card" data-part={part.id}>
            <PartEditor {...props} part={part} at={at} />
          </li>
        ))}
      </ol>
      <Card title="Add a block" quiet>
        <form method="post" action={`/sites/${site.id}/pages/${page.slug}/parts`} class="inline-form">
          <input type="hidden" name="revision" value={site.revision} />
          <Select
            name="kind"
            label="Kind of block"
            form={EMPTY_FORM}
            options={PART_KINDS.map((kind) => ({ value: kind, label: capital(kind) }))}
          />
          <button class="button primary" type="submit">
            Add block
          </button>
        </form>
      </Card>
      <Card title="Add a page" quiet>
        <form method="post" action={`/sites/${site.id}/pages`}>
          <input type="hidden" name="revision" value={site.revision} />
          <FormProblem form={pageForm} />
          <div class="form-row">
            <Field name="title" label="Title" form={pageForm} maxlength={100} />
            <Field name="slug" label="Address of the page" form={pageForm} maxlength={40} />
          </div>
          <button class="button secondary" type="submit">
            Add page
          </button>
        </form>
      </Card>
      <Versions {...props} />
    </Page>
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function PageTabs({ site, page }: EditorProps) {
  return (
    <nav class="actions" aria-label="Pages of the site">
      {site.draft.pages.map(({ slug, title }) => (
        <a
          class="chip"
          href={`/sites/${site.id}/edit?page=${slug}`}
          aria-current={slug === page.slug ? "page" : undefined}
        >
          {title}
        </a>
      ))}
      {site.draft.pages[0]?.slug !== page.slug && (
        <PostButton
          action={`/sites/${site.id}/pages/${page.slug}/delete`}
          label="Delete this page"
          kind="danger"
          fields={{ revision: site.revision }}
        />
      )}
    </nav>
  );
}

function PartEditor({ site, page, problem, part, at }: EditorProps & { part: Part; at: number }) {
  const base = `/sites/${site.id}/pages/${page.slug}/parts/${part.id}`;
  const revision = { revision: site.revision };
  const form = problem?.partId === part.id ? problem.form : EMPTY_FORM;
  const name = `block ${at + 1}, ${part.kind}`;
  return (
    <>
      <div class="part-heading">
        <h2>
          {at + 1}. {capital(part.kind)}
        </h2>
        <div class="actions">
          {at > 0 && (
            <PostButton
              action={`${base}/up`}
              label="Up"
              kind="link"
              fields={revision}
              name={`Move ${name} up`}
            />
          )}
          {at < page.parts.length - 1 && (
            <PostButton
              action={`${base}/down`}
              label="Down"
              kind="link"
              fields={revision}
              name={`Move ${name} down`}
            />
          )}
          <PostButton
            action={`${base}/delete`}
            label="Delete"
            kind="link"
            fields={revision}
            name={`Delete ${name}`}
          />
        </div>
      </div>
      {part.kind !== "divider" && (
        <form method="post" action={base}>
          <input type="hidden" name="revision" value={site.revision} />
          <FormProblem form={form} />
          <PartFields part={part} form={form} />
          <button class="button secondary" type="submit" aria-label={`Save ${name}`}>
            Save
          </button>
        </form>
      )}
    </>
  );
}

const LABELS: Readonly<Record<string, { label: string; long?: boolean; optional?: boolean; hint?: string }>> =
  {
    text: { label: "Text", long: true },
    items: { label: "Items", long: true, hint: "One on each line." },
    who: { label: "Who said it", optional: true },
    label: { label: "Label" },
    target: { label: "Leads to", hint: "The address of a page of this site, https://..., or mailto:..." },
    title: { label: "Title" },
    submit: { label: "Label of the button" },
    thanks: { label: "Said when it was sent" },
    fields: {
      label: "Fields",
      long: true,
      hint: "One on each line: label | text, email, number or long text | required or optional",
    },
  };

function PartFields({ part, form }: { part: Part; form: FormState }) {
  const values = partValues(part);
  return (
    <>
      {Object.entries(values).map(([name, value]) => {
        const { label = name, long = false, optional = false, hint } = LABELS[name] ?? {};
        const common = { name, label, form, optional, value, ...(hint && { hint }) };
        return long && part.kind !== "heading" ? <TextArea {...common} rows={4} /> : <Field {...common} />;
      })}
    </>
  );
}

function Versions({ site, versions }: EditorProps) {
  return (
    <Card title="Versions" quiet>
      {versions.length === 0 && (
        <p>Each time you publish, a version is kept. You can go back to any of them.</p>
      )}
      <ul class="list">
        {versions.map(({ number, publishedAt }) => (
          <li class="actions">
            <span>
              Version {number}, {formatTime(publishedAt)}
            </span>
            <PostButton
              action={`/sites/${site.id}/restore`}
              label="Take as draft"
              fields={{ number }}
              name={`Take as draft: version ${number}`}
            />
          </li>
        ))}
      </ul>
      <div class="actions">
        {site.liveVersion !== null && <PostButton action={`/sites/${site.id}/unpublish`} label="Unpublish" />}
      </div>
      <details>
        <summary>Delete the site</summary>
        <p>Its pages, versions and submissions are gone then, at once.</p>
        <PostButton action={`/sites/${site.id}/delete`} label="Delete the site for good" kind="danger" />
      </details>
    </Card>
  );
}

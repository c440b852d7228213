import {
  Badge,
  Card,
  Checkbox,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatDate,
  formatTime,
  type Option,
  Page,
  PageHeading,
  PostButton,
  Select,
  Table,
  TextArea,
} from "../../kit/index.ts";
import type { Article, Version } from "./store.ts";
import type { Term, TermKind } from "./terms.ts";
import type { View } from "./views.tsx";

const ROOT = "/owner/articles";
const HOW_TO_WRITE =
  "Leave a line empty between paragraphs. ## heading, **bold**, *italic*, `code`, - list, 1. list, > quote, [words](https://address).";

export function OverviewPage({ product, c, articles }: View & { articles: readonly Article[] }) {
  return (
    <Page product={product} c={c} title="Articles" hidden>
      <PageHeading title="Articles" lead="What was changed last comes first.">
        <a class="button primary" href={`${ROOT}/new`}>
          Write an article
        </a>
        <a class="button secondary" href={`${ROOT}/categories`}>
          Categories
        </a>
        <a class="button secondary" href={`${ROOT}/authors`}>
          Authors
        </a>
      </PageHeading>
      {articles.length === 0 ? (
        <EmptyState title="There are no articles yet.">
          <p>Write the first one; it stays a draft until you publish it.</p>
        </EmptyState>
      ) : (
        <Table
          caption="Articles"
          head={["Title", "State", "Category", "Changed", "What to do"]}
          rows={articles.map((article) => [
            <a href={`${ROOT}/${article.id}`}>{article.title}</a>,
            <State article={article} />,
            article.category,
            formatDate(article.updated_at),
            <StatusButton article={article} />,
          ])}
        />
      )}
    </Page>
  );
}

function State({ article }: { article: Article }) {
  return article.status === "published" ? <Badge tone="good">Published</Badge> : <Badge>Draft</Badge>;
}

function StatusButton({ article: { id, status, title } }: { article: Article }) {
  return status === "published" ? (
    <PostButton
      action={`${ROOT}/${id}/unpublish`}
      label="Unpublish"
      kind="link"
      name={`Unpublish ${title}`}
    />
  ) : (
    <PostButton action={`${ROOT}/${id}/publish`} label="Publish" kind="link" name={`Publish ${title}`} />
  );
}

export function EditPage({
  product,
  c,
  form,
  categories,
  authors,
  article,
}: View & {
  form: FormState;
  categories: readonly Option[];
  authors: readonly Option[];
  article?: Article;
}) {
  const action = article ? `${ROOT}/${article.id}` : ROOT;
  const title = article ? "Edit article" : "Write an article";
  return (
    <Page product={product} c={c} title={title} hidden>
      <PageHeading title={title}>{article && <EditLinks article={article} />}</PageHeading>
      <form method="post" action={action}>
        <FormProblem form={form} />
        <Field name="title" label="Title" form={form} maxlength={200} autocomplete="off" />
        <Field
          name="summary"
          label="Summary"
          form={form}
          maxlength={500}
          autocomplete="off"
          hint="One or two sentences, for lists, the feed and search engines."
        />
        <TextArea name="body" label="Text" form={form} rows={18} hint={HOW_TO_WRITE} />
        <div class="form-row">
          <Select name="category" label="Category" form={form} options={categories} />
          <Select name="author" label="Author" form={form} options={authors} />
        </div>
        <Field
          name="slug"
          label="Address"
          form={form}
          optional
          maxlength={80}
          autocomplete="off"
          hint="The end of its address, such as how-to-begin. Made from the title when empty; an old address leads to the new one."
        />
        <Checkbox name="affiliate" label="Has affiliate links: say so above the text" form={form} />
        <div class="actions">
          {article?.status === "published" ? (
            <button class="button primary" type="submit">
              Save and update
            </button>
          ) : (
            <>
              <button class="button primary" type="submit" formaction={`${action}?do=publish`}>
                Save and publish
              </button>
              <button class="button secondary" type="submit">
                Save as draft
              </button>
            </>
          )}
        </div>
      </form>
      {article && <ArticleEnd article={article} />}
    </Page>
  );
}

function EditLinks({ article: { id, slug, status } }: { article: Article }) {
  return (
    <>
      {status === "published" ? (
        <a class="button secondary" href={`/articles/${slug}`}>
          View
        </a>
      ) : (
        <a class="button secondary" href={`${ROOT}/${id}/preview`}>
          Preview
        </a>
      )}
      <a class="button secondary" href={`${ROOT}/${id}/versions`}>
        History
      </a>
    </>
  );
}

function ArticleEnd({ article }: { article: Article }) {
  const { id, status } = article;
  return (
    <Card title={status === "published" ? "Take it back" : "Delete it"} quiet>
      <div class="actions">
        {status === "published" && <PostButton action={`${ROOT}/${id}/unpublish`} label="Unpublish" />}
        <PostButton action={`${ROOT}/${id}/delete`} label="Delete for good" kind="danger" />
      </div>
    </Card>
  );
}

export function VersionsPage({
  product,
  c,
  article,
  versions,
}: View & { article: Article; versions: readonly Version[] }) {
  return (
    <Page product={product} c={c} title="History" hidden>
      <PageHeading title="History" lead={`Earlier texts of “${article.title}”, the latest first.`}>
        <a class="button secondary" href={`${ROOT}/${article.id}`}>
          Back to writing
        </a>
      </PageHeading>
      {versions.length === 0 && (
        <EmptyState title="It was not changed yet.">
          <p>Each time you save another text, the one before is kept here.</p>
        </EmptyState>
      )}
      {versions.map(({ id, title, summary, body, saved_at }) => (
        <details>
          <summary>
            {title} (until {formatTime(saved_at)})
          </summary>
          <p>{summary}</p>
          <pre tabindex={0}>{body}</pre>
          <PostButton
            action={`${ROOT}/${article.id}/versions/${id}/restore`}
            label="Bring this text back"
            name={`Bring this text back: until ${formatTime(saved_at)}`}
          />
        </details>
      ))}
    </Page>
  );
}

export function TermsPage({
  product,
  c,
  kind,
  path,
  form,
  list,
  at,
}: View & { kind: TermKind; path: string; form: FormState; list: readonly Term[]; at?: Term }) {
  const title = kind === "category" ? "Categories" : "Authors";
  return (
    <Page product={product} c={c} title={title} hidden>
      <PageHeading title={title}>
        <a class="button secondary" href={ROOT}>
          Articles
        </a>
      </PageHeading>
      {!at && list.length > 0 && (
        <Table
          caption={title}
          head={["Name", "Published", "Articles", "What to do"]}
          rows={list.map(({ id, name, published, articles }) => [
            <a href={`${path}/${id}`}>{name}</a>,
            published,
            articles,
            articles === 0 ? (
              <PostButton
                action={`${path}/${id}/delete`}
                label="Delete"
                kind="link"
                name={`Delete ${name}`}
              />
            ) : (
              <span class="muted">In use</span>
            ),
          ])}
        />
      )}
      <Card title={at ? `Change “${at.name}”` : kind === "category" ? "Add a category" : "Add an author"}>
        <form method="post" action={at ? `${path}/${at.id}` : path}>
          <FormProblem form={form} />
          <Field name="name" label="Name" form={form} maxlength={100} autocomplete="off" />
          <TextArea
            name="text"
            label={kind === "category" ? "What it is about" : "Who it is"}
            form={form}
            rows={3}
            optional
            maxlength={2000}
            hint="Readers see it at the top of its page."
          />
          <button class="button primary" type="submit">
            {at ? "Save" : "Add"}
          </button>
        </form>
      </Card>
    </Page>
  );
}

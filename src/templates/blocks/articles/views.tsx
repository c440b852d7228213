import {
  Badge,
  EmptyState,
  formatDate,
  Page,
  PageHeading,
  type Product,
  type Request,
} from "../../kit/index.ts";
import { countWords } from "./markdown.ts";
import { ArticleText } from "./prose.tsx";
import { type Article, findPublished, PAGE_SIZE } from "./store.ts";
import type { Term, TermKind } from "./terms.ts";

export interface View {
  readonly product: Product;
  readonly c: Request;
}
interface Found {
  readonly articles: readonly Article[];
  readonly total: number;
  readonly page: number;
}

const WORDS_PER_MINUTE = 220;

export function LatestArticles(product: Product) {
  const { articles } = findPublished(product, { limit: 3 });
  if (articles.length === 0) return null;
  return (
    <section class="band sunken">
      <div class="inner">
        <h2>Latest articles</h2>
        <ArticleCards articles={articles} level={3} />
        <p>
          <a href="/articles">All articles</a>
        </p>
      </div>
    </section>
  );
}

export function ListPage({
  product,
  c,
  words,
  categories,
  ...found
}: View & Found & { words: string; categories: readonly Term[] }) {
  return (
    <Page
      product={product}
      c={c}
      title="Articles"
      description={`All articles of ${product.business.name}, by topic and by word.`}
      hidden={words !== ""}
    >
      <PageHeading title="Articles" lead={product.business.tagline} />
      <search>
        <form method="get" action="/articles" class="inline-form">
          <div class="field">
            <label for="q">Search articles</label>
            <input id="q" name="q" type="search" value={words} maxlength={100} />
          </div>
          <button class="button primary" type="submit">
            Search
          </button>
        </form>
      </search>
      {categories.length > 0 && (
        <nav aria-label="Topics">
          <ul class="chips">
            {categories.map(({ slug, name, published }) => (
              <li>
                <a class="chip" href={`/topics/${slug}`}>
                  {name} <span class="muted">{published}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {words && (
        <p role="status">
          {found.total === 1 ? "One article" : `${found.total} articles`} with “{words}”.{" "}
          <a href="/articles">Show all</a>
        </p>
      )}
      {found.total === 0 ? (
        <EmptyState title={words ? "Nothing was found." : "The first article is being written."}>
          <p>{words ? "Try fewer or other words." : "Come back soon, or follow the feed."}</p>
        </EmptyState>
      ) : (
        <ArticleCards articles={found.articles} level={2} />
      )}
      <Pages {...found} path={words ? `/articles?q=${encodeURIComponent(words)}&` : "/articles?"} />
    </Page>
  );
}

export function TermPage({
  product,
  c,
  kind,
  term,
  ...found
}: View & Found & { kind: TermKind; term: Term }) {
  const path = kind === "category" ? `/topics/${term.slug}` : `/authors/${term.slug}`;
  const about = kind === "category" ? `Articles on ${term.name}.` : `Articles by ${term.name}.`;
  return (
    <Page
      product={product}
      c={c}
      title={term.name}
      description={(term.text || about).slice(0, 300)}
      structuredData={{ "@type": "CollectionPage", name: term.name, url: product.baseUrl + path }}
    >
      <p class="muted">
        <a href="/articles">Articles</a> / {kind === "category" ? "Topic" : "Author"}
      </p>
      <PageHeading title={term.name} lead={term.text || about} />
      <ArticleCards articles={found.articles} level={2} />
      <Pages {...found} path={`${path}?`} />
    </Page>
  );
}

function ArticleCards({ articles, level }: { articles: readonly Article[]; level: 2 | 3 }) {
  const Heading = `h${level}` as const;
  return (
    <ul class="grid">
      {articles.map(({ slug, title, summary, category, published_at, body }) => (
        <li class="card">
          <p>
            <Badge>{category}</Badge>
          </p>
          <Heading>
            <a href={`/articles/${slug}`}>{title}</a>
          </Heading>
          <p>{summary}</p>
          <p class="muted">
            {formatDate(published_at ?? 0)} · {minutes(body)} min
          </p>
        </li>
      ))}
    </ul>
  );
}

function Pages({ total, page, path }: Found & { path: string }) {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (last === 1) return null;
  return (
    <nav aria-label="Pages" class="actions">
      {page > 1 && <a href={`${path}page=${page - 1}`}>Newer</a>}
      <span class="muted">
        Page {page} of {last}
      </span>
      {page < last && <a href={`${path}page=${page + 1}`}>Older</a>}
    </nav>
  );
}

export function ArticlePage({
  product,
  c,
  article,
  disclosure,
  more,
  draft = false,
}: View & { article: Article; disclosure: string; more: readonly Article[]; draft?: boolean }) {
  const { title, summary, body, author, author_slug, category, category_slug } = article;
  const changed = article.published_at !== null && article.updated_at - article.published_at > 86_400_000;
  return (
    <Page
      product={product}
      c={c}
      title={title}
      description={summary}
      hidden={draft}
      structuredData={structured(product, article)}
    >
      {draft && (
        <p class="notice plain" role="status">
          A preview; readers don't see it. <a href={`/owner/articles/${article.id}`}>Back to writing</a>
        </p>
      )}
      <article>
        <p class="muted">
          <a href="/articles">Articles</a> / <a href={`/topics/${category_slug}`}>{category}</a>
        </p>
        <h1>{title}</h1>
        <p class="lead">{summary}</p>
        <p class="muted">
          By <a href={`/authors/${author_slug}`}>{author}</a>
          {article.published_at !== null && ` · ${formatDate(article.published_at)}`}
          {changed && ` · updated ${formatDate(article.updated_at)}`} · {minutes(body)} min to read
        </p>
        {article.affiliate === 1 && <p class="notice plain">{disclosure}</p>}
        <ArticleText source={body} sponsored={article.affiliate === 1} />
      </article>
      {more.length > 0 && (
        <aside>
          <h2>More on this topic</h2>
          <ArticleCards articles={more} level={3} />
        </aside>
      )}
    </Page>
  );
}

function minutes(body: string): number {
  return Math.max(1, Math.round(countWords(body) / WORDS_PER_MINUTE));
}

/** schema.org Article. */
function structured({ business, baseUrl }: Product, article: Article) {
  const house = { "@type": "Organization", name: business.name, url: `${baseUrl}/` };
  const url = `${baseUrl}/articles/${article.slug}`;
  const iso = (time: number) => new Date(time).toISOString();
  return {
    "@type": "Article",
    headline: article.title,
    description: article.summary,
    articleSection: article.category,
    wordCount: countWords(article.body),
    ...(article.published_at === null ? {} : { datePublished: iso(article.published_at) }),
    dateModified: iso(Math.max(article.updated_at, article.published_at ?? 0)),
    author:
      article.author === business.name
        ? house
        : { "@type": "Person", name: article.author, url: `${baseUrl}/authors/${article.author_slug}` },
    publisher: house,
    mainEntityOfPage: url,
    url,
  };
}

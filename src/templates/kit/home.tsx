import type { Product, Request } from "./block.ts";
import { Page } from "./layout.tsx";

/** The front page: what it is, why, what it does, what the blocks have to show, and what people ask. */
export function HomePage({ product, c }: { product: Product; c: Request }) {
  const { business } = product;
  const { hero, benefits, faq } = business;
  const heroForm = product.blocks.find((block) => block.hero)?.hero?.(product, c);
  const structuredData = {
    "@type": "Organization",
    name: business.name,
    url: product.baseUrl,
    description: business.description,
  };
  return (
    <Page product={product} c={c} title={business.name} wide structuredData={structuredData}>
      <section class="hero split-hero">
        <div class="inner">
          <div>
            <p class="eyebrow">For {business.audience}</p>
            <h1>{hero.title}</h1>
            <p class="lead">{hero.lead}</p>
            {heroForm ?? (
              <div class="actions">
                <a class="button primary large" href={hero.action.href}>
                  {hero.action.label}
                </a>
                {business.features.length > 0 && (
                  <a class="button secondary large" href="#features">
                    See what it does
                  </a>
                )}
              </div>
            )}
          </div>
          <FeatureSummary product={product} />
        </div>
      </section>
      {benefits.length > 0 && (
        <section class="band">
          <div class="inner">
            <h2>Why {business.name}</h2>
            <ul class="grid">
              {benefits.map(({ title, text }) => (
                <li class="card">
                  <h3>{title}</h3>
                  <p>{text}</p>
                </li>
              ))}
            </ul>
          </div>
        </section>
      )}
      {product.blocks.map((block) => block.home?.(product))}
      <FeatureBand product={product} />
      {faq.length > 0 && (
        <section class="band">
          <div class="inner">
            <h2>Questions people ask</h2>
            {faq.slice(0, 6).map(({ question, answer }) => (
              <details>
                <summary>{question}</summary>
                <p>{answer}</p>
              </details>
            ))}
          </div>
        </section>
      )}
    </Page>
  );
}

function FeatureBand({ product }: { product: Product }) {
  if (product.business.features.length === 0) return null;
  return (
    <section class="band sunken" id="features">
      <div class="inner">
        <h2>What it does</h2>
        <ul class="grid">
          {product.business.features.map(({ name, summary, href }) => (
            <li class="card">
              <h3>{href ? <a href={href}>{name}</a> : name}</h3>
              <p>{summary}</p>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** What a visitor gets, at a glance. */
function FeatureSummary({ product }: { product: Product }) {
  const features = product.business.features.slice(0, 5);
  if (features.length === 0) return null;
  return (
    <div class="card">
      <h2>What you get</h2>
      <ul class="ticks">
        {features.map(({ name }) => (
          <li>{name}</li>
        ))}
      </ul>
    </div>
  );
}

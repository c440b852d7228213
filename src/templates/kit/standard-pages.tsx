import type { App, Product } from "./block.ts";
import { Page } from "./layout.tsx";
import { Card, PageHeading } from "./ui.tsx";

/** Help and privacy: pages that every product has. */
export function standardPages(app: App, product: Product): void {
  const { business } = product;
  app.get("/help", (c) => {
    const structuredData = {
      "@type": "FAQPage",
      mainEntity: business.faq.map(({ question, answer }) => ({
        "@type": "Question",
        name: question,
        acceptedAnswer: { "@type": "Answer", text: answer },
      })),
    };
    return c.html(
      <Page
        product={product}
        c={c}
        title="Help"
        description={`How to use ${business.name}, and answers to common questions.`}
        structuredData={structuredData}
      >
        <PageHeading title="Help" lead={`How to get the most out of ${business.name}.`} />
        {business.help.map(({ title, text }) => (
          <Card title={title}>
            <p>{text}</p>
          </Card>
        ))}
        <h2>Questions people ask</h2>
        {business.faq.map(({ question, answer }) => (
          <details>
            <summary>{question}</summary>
            <p>{answer}</p>
          </details>
        ))}
        <p>
          Something else? Write to <a href={`mailto:${business.contact_email}`}>{business.contact_email}</a>.
        </p>
      </Page>,
    );
  });
  app.get("/privacy", (c) =>
    c.html(
      <Page
        product={product}
        c={c}
        title="Privacy"
        description={`What ${business.name} keeps, and what it doesn't.`}
      >
        <PageHeading title="Privacy" lead={`What ${business.name} keeps, and what it doesn't.`} />
        <div class="prose">
          <h2>What is stored</h2>
          <p>Only what you enter into a form of this site, and only for what the form says.</p>
          <h2>Cookies</h2>
          <p>
            One cookie keeps you signed in, another shows a message once.{" "}
            {product.blocks.flatMap(({ cookies = [] }) => cookies).map((sentence) => `${sentence} `)}
            There are no others, and none of third parties.
          </p>
          <h2>What is measured</h2>
          <p>
            How often a feature is used each day. For that, visitors are not told apart, and addresses are not
            stored.
          </p>
          {product.blocks
            .flatMap((block) => block.privacy?.(product) ?? [])
            .map(({ title, text }) => (
              <>
                <h2>{title}</h2>
                <p>{text}</p>
              </>
            ))}
          <h2>Your rights</h2>
          <p>
            Ask for a copy of what is stored about you, or have it deleted: write to{" "}
            <a href={`mailto:${business.contact_email}`}>{business.contact_email}</a>.
          </p>
        </div>
      </Page>,
    ),
  );
}

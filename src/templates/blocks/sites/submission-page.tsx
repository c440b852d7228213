import {
  Card,
  EmptyState,
  formatTime,
  Page,
  PageHeading,
  type Product,
  type Request,
} from "../../kit/index.ts";
import type { Site, Submission } from "./store.ts";

export function SubmissionsPage({
  product,
  c,
  site,
  submissions,
}: {
  product: Product;
  c: Request;
  site: Site;
  submissions: readonly Submission[];
}) {
  return (
    <Page product={product} c={c} title="Submissions" hidden>
      <PageHeading title="Submissions" lead={`What visitors of ${site.name} sent.`}>
        <a class="button secondary" href={`/sites/${site.id}/submissions.csv`}>
          Export CSV
        </a>
        <a class="button secondary" href={`/sites/${site.id}/edit`}>
          Edit the site
        </a>
      </PageHeading>
      {submissions.length === 0 && (
        <EmptyState title="Nothing yet.">
          <p>Add a form to a page and publish the site.</p>
        </EmptyState>
      )}
      {submissions.map(({ id, form, answers, at }) => (
        <Card title={`${form}, no. ${id}`}>
          <p class="muted">{formatTime(at)}</p>
          <dl>
            {answers.map(({ label, value }) => (
              <>
                <dt>
                  <strong>{label}</strong>
                </dt>
                <dd>{value || "–"}</dd>
              </>
            ))}
          </dl>
        </Card>
      ))}
    </Page>
  );
}

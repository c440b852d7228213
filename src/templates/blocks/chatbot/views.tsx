import {
  Badge,
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
  Stat,
  Table,
  TextArea,
} from "../../kit/index.ts";
import { examplesOf, type Intent, leastConfidence, listIntents, quality, type Reading } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

export function IntentsPage({
  product,
  c,
  text,
  reading,
}: View & { text: string; reading: Reading | undefined }) {
  const intents = listIntents(product);
  return (
    <Page product={product} c={c} title="Intents" hidden>
      <PageHeading title="Intents" lead="What people ask, and what the bot answers. It learns at once.">
        <a class="button primary" href="/owner/intents/new">
          New intent
        </a>
      </PageHeading>
      <QualityReport product={product} />
      <Card title="Try it" quiet>
        <form method="get" action="/owner/intents" class="inline-form">
          <Field
            name="try"
            label="A question"
            form={{ values: { try: text }, errors: {} }}
            maxlength={300}
            autocomplete="off"
          />
          <button class="button secondary" type="submit">
            What does it make of it?
          </button>
        </form>
        {reading && <ReadingLine reading={reading} />}
      </Card>
      {intents.length === 0 ? (
        <EmptyState title="The bot knows nothing yet. Make the first intent." />
      ) : (
        <Table
          caption="Intents"
          head={["Intent", "Answer", "Examples"]}
          rows={intents.map(({ id, name, answer, examples }) => [
            <a href={`/owner/intents/${id}`}>{name}</a>,
            answer.length > 120 ? `${answer.slice(0, 118)}…` : answer,
            examples,
          ])}
        />
      )}
    </Page>
  );
}

function ReadingLine({ reading: { intent, guess, confidence } }: { reading: Reading }) {
  const percent = `${Math.round(confidence * 100)}%`;
  return (
    <p role="status">
      {intent ? (
        <>
          <Badge tone="good">{intent.name}</Badge> with {percent}: {intent.answer}
        </>
      ) : (
        <>
          <Badge>Not sure</Badge>{" "}
          {guess ? `Nearest is ${guess.name} with ${percent}.` : "No word of it is known."}
        </>
      )}
    </p>
  );
}

/** How it does with examples that it has not seen. */
function QualityReport({ product }: { product: Product }) {
  const { examples, right, wrong, unsure } = quality(product);
  if (examples === 0) return null;
  const percent = (count: number) => `${Math.round((100 * count) / examples)}%`;
  return (
    <>
      <div class="stats">
        <Stat label="Answered right" value={percent(right)} />
        <Stat label="Not sure" value={percent(unsure)} />
        <Stat label="Answered wrong" value={percent(wrong)} />
      </div>
      <p class="muted">
        Measured on {examples} examples, each held back from the model that judged it. Below{" "}
        {Math.round(leastConfidence(product) * 100)}% confidence the bot says that it is not sure.
      </p>
    </>
  );
}

export function IntentPage({
  product,
  c,
  intent,
  form,
}: View & { intent: Intent | undefined; form: FormState }) {
  const title = intent ? intent.name : "New intent";
  const examples = intent ? examplesOf(product, intent.id).map(({ text }) => text) : [];
  return (
    <Page product={product} c={c} title={title} hidden>
      <p class="muted">
        <a href="/owner/intents">Intents</a>
      </p>
      <PageHeading title={title} />
      <Card>
        <form method="post" action={intent ? `/owner/intents/${intent.id}` : "/owner/intents"}>
          <FormProblem form={form} />
          <Field name="name" label="Name" form={form} value={intent?.name} maxlength={80} />
          <TextArea
            name="answer"
            label="Answer"
            form={form}
            value={intent?.answer}
            rows={4}
            maxlength={2_000}
          />
          <TextArea
            name="examples"
            label="Examples"
            form={form}
            value={examples.join("\n")}
            rows={8}
            hint="One question in a line, as people would ask it. Five or more different ones work well."
          />
          <button class="button primary" type="submit">
            Save and learn
          </button>
        </form>
      </Card>
      {intent && (
        <PostButton action={`/owner/intents/${intent.id}/delete`} label="Forget this intent" kind="danger" />
      )}
    </Page>
  );
}

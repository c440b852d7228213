import {
  Badge,
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  type Option,
  Page,
  PageHeading,
  PostButton,
  Select,
  Table,
} from "../../kit/index.ts";
import type { Figures } from "./figures.ts";
import { figureCells, LetterFields, LinkClicks, Preview, type View } from "./letter-views.tsx";
import type { Sequence, Step } from "./store.ts";

const ROOT = "/owner/sequences";

export function SequencesPage({
  product,
  c,
  form,
  audiences,
  sequences,
}: View & {
  form: FormState;
  audiences: readonly Option[];
  sequences: readonly { sequence: Sequence; steps: number; underWay: number }[];
}) {
  return (
    <Page product={product} c={c} title="Sequences" hidden>
      <PageHeading title="Sequences" lead="Letters that follow one another by themselves, each sent once." />
      {sequences.length === 0 ? (
        <EmptyState title="There are no sequences yet.">
          <p>Begin with a welcome for new subscribers: two or three letters, a few days apart.</p>
        </EmptyState>
      ) : (
        <Table
          caption="Sequences"
          head={["Name", "State", "Letters", "Under way"]}
          rows={sequences.map(({ sequence, steps, underWay }) => [
            <a href={`${ROOT}/${sequence.id}`}>{sequence.name}</a>,
            <State sequence={sequence} />,
            steps,
            underWay,
          ])}
        />
      )}
      <Card title="New sequence">
        <form method="post" action={ROOT}>
          <FormProblem form={form} />
          <SequenceFields form={form} audiences={audiences} />
          <button class="button primary" type="submit">
            Add
          </button>
        </form>
      </Card>
    </Page>
  );
}

function SequenceFields({ form, audiences }: { form: FormState; audiences: readonly Option[] }) {
  return (
    <div class="form-row">
      <Field name="name" label="Name" form={form} maxlength={100} autocomplete="off" hint="Readers see it." />
      <Select
        name="audience"
        label="For"
        form={form}
        options={audiences}
        hint="Whoever comes to belong gets it, once."
      />
    </div>
  );
}

function State({ sequence: { status } }: { sequence: Sequence }) {
  if (status === "active") return <Badge tone="good">Running</Badge>;
  return <Badge>{status === "paused" ? "Paused" : "Draft"}</Badge>;
}

interface StepWithFigures {
  readonly step: Step;
  readonly figures: Figures;
}

export function SequencePage({
  product,
  c,
  sequence,
  settings,
  step,
  audiences,
  underWay,
  steps,
}: View & {
  sequence: Sequence;
  settings: FormState;
  step: FormState;
  audiences: readonly Option[];
  underWay: number;
  steps: readonly StepWithFigures[];
}) {
  const path = `${ROOT}/${sequence.id}`;
  return (
    <Page product={product} c={c} title={sequence.name} hidden>
      <PageHeading title={sequence.name}>
        {sequence.status === "active" ? (
          <PostButton action={`${path}/pause`} label="Pause" />
        ) : (
          <PostButton
            action={`${path}/start`}
            label={sequence.status === "paused" ? "Go on" : "Start"}
            kind="primary"
          />
        )}
        <a class="button secondary" href={ROOT}>
          All sequences
        </a>
      </PageHeading>
      <p>
        <State sequence={sequence} /> {underWay === 1 ? "One subscriber is" : `${underWay} subscribers are`}{" "}
        under way.
      </p>
      {steps.length === 0 ? (
        <EmptyState title="It has no letters yet.">
          <p>Write the first one below.</p>
        </EmptyState>
      ) : (
        <Steps path={path} steps={steps} />
      )}
      <Card title={steps.length === 0 ? "First letter" : "Next letter"}>
        <form method="post" action={`${path}/steps`}>
          <FormProblem form={step} />
          <StepFields form={step} first={steps.length === 0} />
          <button class="button primary" type="submit">
            Add the letter
          </button>
        </form>
      </Card>
      <Card title="Whom it is for" quiet>
        <form method="post" action={path}>
          <FormProblem form={settings} />
          <SequenceFields form={settings} audiences={audiences} />
          <button class="button secondary" type="submit">
            Save
          </button>
        </form>
      </Card>
      <Card title="Delete the sequence" quiet>
        <p>Its letters and their figures go with it. What was sent can't be taken back.</p>
        <PostButton action={`${path}/delete`} label="Delete" kind="danger" />
      </Card>
    </Page>
  );
}

function Steps({ path, steps }: { path: string; steps: readonly StepWithFigures[] }) {
  return (
    <Table
      caption="Letters"
      head={["Letter", "Sent after", "Sent", "Opened", "Clicked", "Unsubscribed"]}
      rows={steps.map(({ step, figures }, at) => [
        <a href={`${path}/steps/${step.id}`}>
          {at + 1}. {step.subject}
        </a>,
        wait(step.delay_hours),
        ...figureCells(figures),
      ])}
    />
  );
}

function wait(hours: number): string {
  if (hours === 0) return "at once";
  const [count, unit] = hours % 24 === 0 ? [hours / 24, "day"] : [hours, "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function StepFields({ form, first }: { form: FormState; first: boolean }) {
  return (
    <>
      <LetterFields form={form} />
      <div class="form-row">
        <Field
          name="wait"
          label={first ? "How long after joining" : "How long after the letter before"}
          type="number"
          inputmode="numeric"
          form={form}
          value={first ? 0 : 2}
        />
        <Select
          name="unit"
          label="Unit"
          form={form}
          value="days"
          options={[
            { value: "hours", label: "hours" },
            { value: "days", label: "days" },
          ]}
        />
      </div>
    </>
  );
}

export function StepPage({
  product,
  c,
  sequence,
  step,
  form,
}: View & { sequence: Sequence; step: Step; form: FormState }) {
  const path = `${ROOT}/${sequence.id}/steps/${step.id}`;
  return (
    <Page product={product} c={c} title={step.subject} hidden>
      <PageHeading title={step.subject} lead={`A letter of “${sequence.name}”.`}>
        <a class="button secondary" href={`${ROOT}/${sequence.id}`}>
          Back to the sequence
        </a>
      </PageHeading>
      <Preview product={product} body={step.body} />
      <LinkClicks product={product} kind="step" id={step.id} />
      <Card title="Change it">
        <form method="post" action={path}>
          <FormProblem form={form} />
          <StepFields form={form} first={false} />
          <button class="button primary" type="submit">
            Save
          </button>
        </form>
      </Card>
      <Card title="Take it out" quiet>
        <p>Nobody gets it from then on. The letters after it stay.</p>
        <PostButton action={`${path}/remove`} label="Take out" kind="danger" />
      </Card>
    </Page>
  );
}

import {
  Badge,
  Card,
  Checkbox,
  dayOf,
  EMPTY_FORM,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatDate,
  Page,
  PageHeading,
  PostButton,
  type Product,
  Prose,
  type Request,
  Table,
  TextArea,
} from "../../kit/index.ts";
import type { Workspace } from "../team/index.ts";
import type { Entry, Project, ProjectRow } from "./store.ts";
import type { Words } from "./words.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
  readonly words: Words;
}

interface List {
  readonly workspace: Workspace;
  readonly projects: readonly ProjectRow[];
  readonly reminders: boolean;
  readonly form: FormState;
}

export function ProjectsPage({ product, c, words, workspace, projects, reminders, form }: View & List) {
  const today = dayOf(product.now());
  return (
    <Page product={product} c={c} title={words.Projects} hidden>
      <PageHeading title={words.Projects} lead={workspace.name}>
        {projects.length > 0 && (
          <a class="button secondary" href="/projects/export.csv">
            Download CSV
          </a>
        )}
      </PageHeading>
      {projects.length === 0 ? (
        <EmptyState title={`No ${words.projects} yet.`}>
          <p>Add the first one below: a name is enough.</p>
        </EmptyState>
      ) : (
        <Table
          caption={words.Projects}
          head={[words.Project, "Open", "Done", "Next due"]}
          rows={projects.map(({ id, name, open, done, next_due }) => [
            <a href={`/projects/${id}`}>{name}</a>,
            open,
            done,
            <DueBadge due={next_due} today={today} />,
          ])}
        />
      )}
      <Card title={`Add ${words.aProject}`}>
        <form method="post" action="/projects">
          <FormProblem form={form} />
          <Field name="name" label="Name" form={form} maxlength={120} autocomplete="off" />
          <TextArea name="note" label="Note" form={form} rows={3} optional maxlength={2_000} />
          <button class="button primary" type="submit">
            Add {words.project}
          </button>
        </form>
      </Card>
      <Card title="Reminders" quiet>
        <form method="post" action="/projects/reminders">
          <Checkbox
            name="wanted"
            label={`Send me an e-mail on days when ${words.entries} are due`}
            form={EMPTY_FORM}
            value={reminders}
          />
          <button class="button secondary" type="submit">
            Save
          </button>
        </form>
      </Card>
    </Page>
  );
}

function DueBadge({ due, today }: { due: string | null; today: string }) {
  if (due === null) return <span class="muted">–</span>;
  const day = formatDate(Date.parse(due));
  if (due < today) {
    return (
      <>
        <Badge tone="bad">Overdue</Badge> {day}
      </>
    );
  }
  return due === today ? <Badge tone="good">Today</Badge> : <span>{day}</span>;
}

interface One {
  readonly project: Project;
  readonly entries: readonly Entry[];
  readonly edit: FormState;
  readonly add: FormState;
}

export function ProjectPage({ product, c, words, project, entries, edit, add }: View & One) {
  const path = `/projects/${project.id}`;
  const open = entries.filter(({ done_at }) => done_at === null);
  const done = entries.filter(({ done_at }) => done_at !== null);
  return (
    <Page product={product} c={c} title={project.name} hidden>
      <p>
        <a href="/projects">{words.Projects}</a>
      </p>
      <PageHeading title={project.name} />
      {project.note && <Prose text={project.note} />}
      <Card title={`Add ${words.anEntry}`}>
        <form method="post" action={`${path}/entries`}>
          <FormProblem form={add} />
          <div class="form-row">
            <Field name="title" label="What" form={add} maxlength={200} autocomplete="off" />
            <Field name="due" label="Due" type="date" form={add} optional />
          </div>
          <button class="button primary" type="submit">
            Add {words.entry}
          </button>
        </form>
      </Card>
      <h2>Open ({open.length})</h2>
      {open.length === 0 ? (
        <EmptyState
          title={done.length === 0 ? `Nothing is in this ${words.project} yet.` : "Everything is done."}
        />
      ) : (
        <Entries product={product} path={path} words={words} entries={open} />
      )}
      {done.length > 0 && (
        <>
          <h2>Done ({done.length})</h2>
          <Entries product={product} path={path} words={words} entries={done} />
        </>
      )}
      <details open={Object.keys(edit.errors).length > 0}>
        <summary>Change or delete this {words.project}</summary>
        <form method="post" action={`${path}/edit`}>
          <FormProblem form={edit} />
          <Field name="name" label="Name" form={edit} value={project.name} maxlength={120} />
          <TextArea name="note" label="Note" form={edit} value={project.note} rows={3} optional />
          <button class="button secondary" type="submit">
            Save
          </button>
        </form>
        <hr />
        <PostButton action={`${path}/delete`} label={`Delete with all ${words.entries}`} kind="danger" />
      </details>
    </Page>
  );
}

function Entries({
  product,
  path,
  words,
  entries,
}: Pick<View, "product" | "words"> & { path: string; entries: readonly Entry[] }) {
  const today = dayOf(product.now());
  return (
    <Table
      caption={words.Entries}
      head={[words.Entry, entries[0]?.done_at === null ? "Due" : "Done", "Actions"]}
      rows={entries.map(({ id, title, due, done_at }) => [
        title,
        done_at === null ? <DueBadge due={due} today={today} /> : formatDate(done_at),
        <div class="actions">
          <PostButton
            action={`${path}/entries/${id}/toggle`}
            label={done_at === null ? "Complete" : "Reopen"}
            kind="link"
            name={`${done_at === null ? "Complete" : "Reopen"} ${title}`}
          />
          <PostButton
            action={`${path}/entries/${id}/delete`}
            label="Delete"
            kind="link"
            name={`Delete ${title}`}
          />
        </div>,
      ])}
    />
  );
}

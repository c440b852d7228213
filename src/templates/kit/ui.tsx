import type { Child, PropsWithChildren } from "hono/jsx";
import type { FormState } from "./forms.ts";

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly form: FormState;
  readonly type?: "text" | "email" | "password" | "number" | "url" | "date" | "search" | "tel";
  /** Said below the field. */
  readonly hint?: string;
  readonly optional?: boolean;
  readonly autocomplete?: string;
  readonly inputmode?: "decimal" | "numeric";
  readonly maxlength?: number;
  readonly placeholder?: string;
  /** What stands in it when the form is fresh. */
  readonly value?: string | number | undefined;
  /** The name it is sent under, where several forms of a page have a field of the same name. */
  readonly submitAs?: string;
}

/** A labelled input with its hint and what is wrong with it. */
export function Field({ name, label, form, type = "text", hint, optional = false, ...rest }: FieldProps) {
  const { value, submitAs = name, ...attributes } = rest;
  // A password is never sent back.
  const shown = type === "password" ? undefined : (form.values[name] ?? value);
  return (
    <Labelled name={name} label={label} form={form} hint={hint} optional={optional}>
      <input
        id={name}
        name={submitAs}
        type={type}
        value={shown}
        required={!optional}
        {...attributes}
        {...described(name, form, hint)}
      />
    </Labelled>
  );
}

/** The same for text of several lines. */
export function TextArea({
  rows = 5,
  ...props
}: Omit<FieldProps, "type" | "inputmode"> & { readonly rows?: number }) {
  const { name, label, form, hint, optional = false, value, maxlength, placeholder, submitAs = name } = props;
  return (
    <Labelled name={name} label={label} form={form} hint={hint} optional={optional}>
      <textarea
        id={name}
        name={submitAs}
        rows={rows}
        required={!optional}
        maxlength={maxlength}
        placeholder={placeholder}
        {...described(name, form, hint)}
      >
        {form.values[name] ?? value ?? ""}
      </textarea>
    </Labelled>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

export function Select({
  options,
  ...props
}: Omit<FieldProps, "type" | "inputmode" | "placeholder"> & { readonly options: readonly Option[] }) {
  const { name, label, form, hint, optional = false, value } = props;
  const chosen = form.values[name] ?? value ?? "";
  return (
    <Labelled name={name} label={label} form={form} hint={hint} optional={optional}>
      <select id={name} name={name} required={!optional} {...described(name, form, hint)}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === String(chosen)}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

export function Checkbox({
  name,
  label,
  form,
  value,
}: {
  name: string;
  label: Child;
  form: FormState;
  value?: boolean;
}) {
  const error = form.errors[name];
  return (
    <div class={error ? "field check invalid" : "field check"}>
      <label>
        <input type="checkbox" name={name} checked={form.values[name] === "on" || value === true} />
        <span>{label}</span>
      </label>
      {error && (
        <p class="error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

function Labelled({
  name,
  label,
  form,
  hint,
  optional,
  children,
}: PropsWithChildren<{
  name: string;
  label: string;
  form: FormState;
  hint?: string | undefined;
  optional: boolean;
}>) {
  const error = form.errors[name];
  return (
    <div class={error ? "field invalid" : "field"}>
      <label for={name}>
        {label}
        {optional && <span class="muted"> (optional)</span>}
      </label>
      {children}
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

function described(name: string, form: FormState, hint: string | undefined) {
  const ids = [hint && `${name}-hint`, form.errors[name] && `${name}-error`].filter(Boolean).join(" ");
  return {
    "aria-describedby": ids || undefined,
    "aria-invalid": form.errors[name] ? ("true" as const) : undefined,
  };
}

/** What is wrong with a form as a whole. */
export function FormProblem({ form }: { form: FormState }) {
  const count = Object.keys(form.errors).length;
  if (count === 0) return null;
  const general = form.errors.form;
  return (
    <p class="notice bad" role="alert">
      {general ??
        (count === 1 ? "Please check the marked field." : `Please check the ${count} marked fields.`)}
    </p>
  );
}

export function PageHeading({ title, lead, children }: PropsWithChildren<{ title: string; lead?: string }>) {
  return (
    <div class="page-heading">
      <div>
        <h1>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {children && <div class="actions">{children}</div>}
    </div>
  );
}

export function Card({
  title,
  children,
  quiet = false,
}: PropsWithChildren<{ title?: string; quiet?: boolean }>) {
  return (
    <section class={quiet ? "card quiet" : "card"}>
      {title && <h2>{title}</h2>}
      {children}
    </section>
  );
}

/** A figure with what it counts. */
export function Stat({ label, value, note }: { label: string; value: string | number; note?: string }) {
  return (
    <div class="stat">
      <p class="label">{label}</p>
      <p class="value">{value}</p>
      {note && <p class="note">{note}</p>}
    </div>
  );
}

export function EmptyState({ title, children }: PropsWithChildren<{ title: string }>) {
  return (
    <div class="empty">
      <p>
        <strong>{title}</strong>
      </p>
      {children}
    </div>
  );
}

/** A table that scrolls sideways on narrow screens instead of breaking the page. */
export function Table({
  caption,
  head,
  rows,
}: {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly Child[])[];
}) {
  return (
    <section class="table" tabindex={0} aria-label={caption}>
      <table>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {head.map((cell) => (
              <th scope="col">{cell === "" ? <span class="visually-hidden">Actions</span> : cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A button that posts, in a form of its own. */
export function PostButton({
  action,
  label,
  kind = "secondary",
  fields = {},
  name,
}: {
  action: string;
  label: string;
  kind?: "primary" | "secondary" | "danger" | "link";
  fields?: Readonly<Record<string, string | number>>;
  /** What screen readers are told when the label alone does not say what it acts on. */
  name?: string;
}) {
  return (
    <form method="post" action={action} class="inline">
      {Object.entries(fields).map(([field, value]) => (
        <input type="hidden" name={field} value={String(value)} />
      ))}
      <button class={kind === "link" ? "link" : `button ${kind}`} type="submit" aria-label={name}>
        {label}
      </button>
    </form>
  );
}

export function Badge({ children, tone = "plain" }: PropsWithChildren<{ tone?: "plain" | "good" | "bad" }>) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

/** Text as it was written: its line breaks become paragraphs. */
export function Prose({ text }: { text: string }) {
  return (
    <div class="prose">
      {text
        .split(/\n\s*\n/)
        .filter((paragraph) => paragraph.trim() !== "")
        .map((paragraph) => (
          <p>{paragraph.trim()}</p>
        ))}
    </div>
  );
}

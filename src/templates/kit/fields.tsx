import type { Child, PropsWithChildren } from "hono/jsx";
import type { FormState } from "./forms.ts";
import { controlId } from "./ids.ts";

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
}

/** A labelled input with its hint and what is wrong with it. */
export function Field({ name, label, form, type = "text", hint, optional = false, ...rest }: FieldProps) {
  const { value, ...attributes } = rest;
  // A password is never sent back.
  const shown = type === "password" ? undefined : (form.values[name] ?? value);
  const id = controlId(name);
  const error = form.errors[name];
  return (
    <Labelled id={id} label={label} error={error} hint={hint} optional={optional}>
      <input
        id={id}
        name={name}
        type={type}
        value={shown}
        required={!optional}
        {...attributes}
        {...described(id, error, hint)}
      />
    </Labelled>
  );
}

/** The same for text of several lines. */
export function TextArea({
  rows = 5,
  ...props
}: Omit<FieldProps, "type" | "inputmode"> & { readonly rows?: number }) {
  const { name, label, form, hint, optional = false, value, maxlength, placeholder } = props;
  const id = controlId(name);
  const error = form.errors[name];
  return (
    <Labelled id={id} label={label} error={error} hint={hint} optional={optional}>
      <textarea
        id={id}
        name={name}
        rows={rows}
        required={!optional}
        maxlength={maxlength}
        placeholder={placeholder}
        {...described(id, error, hint)}
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
  const id = controlId(name);
  const error = form.errors[name];
  return (
    <Labelled id={id} label={label} error={error} hint={hint} optional={optional}>
      <select id={id} name={name} required={!optional} {...described(id, error, hint)}>
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
  const id = controlId(name);
  return (
    <div class={error ? "field check invalid" : "field check"}>
      <label>
        <input
          type="checkbox"
          name={name}
          checked={form.values[name] === "on" || value === true}
          {...described(id, error, undefined)}
        />
        <span>{label}</span>
      </label>
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

function Labelled({
  id,
  label,
  error,
  hint,
  optional,
  children,
}: PropsWithChildren<{
  /** Of the control. */
  id: string;
  label: string;
  error: string | undefined;
  hint: string | undefined;
  optional: boolean;
}>) {
  return (
    <div class={error ? "field invalid" : "field"}>
      <label for={id}>
        {label}
        {optional && <span class="muted"> (optional)</span>}
      </label>
      {children}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

function described(id: string, error: string | undefined, hint: string | undefined) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return {
    "aria-describedby": ids || undefined,
    "aria-invalid": error ? ("true" as const) : undefined,
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

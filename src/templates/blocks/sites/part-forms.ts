import { FORM_FIELD_KINDS, type FormField, type Part, PartSchema } from "./document.ts";

/** A part as the values of its form in the editor: lists are a line each, form fields `label | kind | required`. */
export function partValues(part: Part): Record<string, string> {
  switch (part.kind) {
    case "heading":
    case "text":
      return { text: part.text };
    case "list":
      return { items: part.items.join("\n") };
    case "quote":
      return { text: part.text, who: part.who };
    case "button":
      return { label: part.label, target: part.target };
    case "divider":
      return {};
    case "form":
      return {
        title: part.title,
        submit: part.submit,
        thanks: part.thanks,
        fields: part.fields.map(fieldLine).join("\n"),
      };
  }
}

/** The other way round; what can't be a part of this kind is said by field. */
export function readPart(
  part: Part,
  values: Readonly<Record<string, string>>,
): { readonly part: Part } | { readonly errors: Record<string, string> } {
  const { id, kind } = part;
  const problem = kind === "form" ? fieldProblem(values.fields ?? "") : undefined;
  if (problem) return { errors: { fields: problem } };
  const parsed = PartSchema.safeParse({ id, kind, ...given(part, values) });
  if (parsed.success) return { part: parsed.data };
  const errors: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) errors[String(path[0] ?? "form")] ??= message;
  return { errors };
}

function given({ kind }: Part, values: Readonly<Record<string, string>>): Record<string, unknown> {
  const { text = "", who = "", label = "", target = "", title = "", submit = "", thanks = "" } = values;
  switch (kind) {
    case "heading":
    case "text":
      return { text };
    case "list":
      return { items: lines(values.items) };
    case "quote":
      return { text, who };
    case "button":
      return { label, target };
    case "divider":
      return {};
    case "form":
      return { title, submit, thanks, fields: lines(values.fields).map(readFieldLine) };
  }
}

function lines(text = ""): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
}

function fieldLine({ label, kind, required }: FormField): string {
  return `${label} | ${kind} | ${required ? "required" : "optional"}`;
}

function readFieldLine(line: string): FormField {
  const [label = "", kind = "text", need = "required"] = line.split("|").map((cell) => cell.trim());
  return { label, kind: kind as FormField["kind"], required: need !== "optional" };
}

function fieldProblem(text: string): string | undefined {
  const kinds: readonly string[] = FORM_FIELD_KINDS;
  for (const line of lines(text)) {
    const { label, kind } = readFieldLine(line);
    if (label === "") return `"${line}" has no label.`;
    if (!kinds.includes(kind)) return `"${kind}" is no kind of field; there are ${kinds.join(", ")}.`;
  }
  return undefined;
}

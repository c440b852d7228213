import type { Child, PropsWithChildren } from "hono/jsx";

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

import { Badge, Card, EmptyState, movesOf, PostButton, type RecordKind, stateOf } from "../../kit/index.ts";
import { mayChange } from "./access.ts";
import type { View } from "./list-view.tsx";
import { type ListQuery, nextMonth } from "./query.ts";
import { type Live, pathOf, short, shown, titleOf } from "./show.ts";

export function StateBadge({ kind, record }: { kind: RecordKind; record: Live }) {
  const state = stateOf(kind, record.data.state);
  return state ? <Badge tone={state.tone}>{state.label}</Badge> : null;
}

const MAX_CARDS = 20;

/** What is in each state, side by side. */
export function Board(view: View) {
  const { module, kind, records } = view;
  return (
    <div class="grid">
      {kind.states.map((state) => {
        const own = records.all(kind.id).filter((record) => record.value("state") === state.id);
        return (
          <Card title={`${state.label} (${own.length})`} quiet>
            {own.length === 0 && <p class="muted">Nothing here.</p>}
            {own.slice(0, MAX_CARDS).map((record) => (
              <div class="card">
                <p>
                  <a href={`${pathOf(module, kind)}/${record.data.id}`}>
                    {short(titleOf(module, kind, record))}
                  </a>
                </p>
                <Moves {...view} record={record} />
              </div>
            ))}
            {own.length > MAX_CARDS && <p class="muted">And {own.length - MAX_CARDS} more in the list.</p>}
          </Card>
        );
      })}
    </div>
  );
}

/** The buttons for what can happen to a record next. */
export function Moves({ module, kind, viewer, record }: View & { record: Live }) {
  if (!mayChange(kind, viewer, record.data)) return null;
  const moves = movesOf(kind, record.data.state, viewer.isOwner);
  if (moves.length === 0) return null;
  return (
    <div class="actions">
      {moves.map(({ to, label }) => (
        <PostButton
          action={`${pathOf(module, kind)}/${record.data.id}/move`}
          label={label}
          fields={{ to }}
          name={`${label}: ${short(titleOf(module, kind, record))}`}
        />
      ))}
    </div>
  );
}

/** What falls in a month, day by day. */
export function Months({ query, ...view }: View & { query: ListQuery }) {
  const { module, kind, records } = view;
  const path = pathOf(module, kind);
  const by = kind.months ?? "";
  const own = records
    .all(kind.id)
    .flatMap((record) => {
      const day = record.value(by);
      return typeof day === "string" && day.startsWith(query.month) ? [{ day, record }] : [];
    })
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const name = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  const link = (to: 1 | -1) => `${path}?view=months&month=${nextMonth(query.month, to)}`;
  return (
    <section>
      <h2>{name.format(Date.parse(`${query.month}-01T00:00:00Z`))}</h2>
      <nav class="actions" aria-label="Months">
        <a href={link(-1)} rel="nofollow">
          Month before
        </a>
        <a href={link(1)} rel="nofollow">
          Next month
        </a>
      </nav>
      {own.length === 0 && <EmptyState title="Nothing in this month." />}
      <ul class="list">
        {own.map(({ day, record }) => (
          <li>
            <strong>{shown("date", day)}</strong>{" "}
            <a href={`${path}/${record.data.id}`}>{short(titleOf(module, kind, record))}</a>{" "}
            <StateBadge kind={kind} record={record} />
          </li>
        ))}
      </ul>
    </section>
  );
}

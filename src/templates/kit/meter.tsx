/** How much of a limit is used, as text and as a bar. */
export function Meter({
  label,
  used,
  limit,
}: {
  label: string;
  used: number;
  /** undefined: there is none. */
  limit: number | undefined;
}) {
  const figures = limit === undefined ? `${count(used)}, no limit` : `${count(used)} of ${count(limit)}`;
  return (
    <div class="meter">
      <p>
        <strong>{label}</strong>
        <span>{figures}</span>
      </p>
      {limit !== undefined && (
        <progress max={Math.max(1, limit)} value={Math.min(used, limit)} aria-label={label}>
          {figures}
        </progress>
      )}
    </div>
  );
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

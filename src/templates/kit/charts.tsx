import type { Child } from "hono/jsx";

interface Point {
  readonly label: string;
  readonly value: number;
}

interface ChartProps {
  readonly title: string;
  readonly format?: (value: number) => string;
}

// Units of the drawing; it is as wide as its place on the page.
const WIDTH = 640;
const HEIGHT = 240;
const TOP = 24;
const BASE = 204;
const MARGIN = 28;
const MAX_LABELS = 8;
/** As many fit on a phone as well. */
const FEW_LABELS = 3;
const CHARACTER = 7;

/** A bar chart that needs no script, with its figures as text. */
export function BarChart({ title, bars, format = plain }: ChartProps & { readonly bars: readonly Point[] }) {
  const scale = scaleOf(bars);
  const step = WIDTH / Math.max(1, bars.length);
  return (
    <Frame title={title} points={bars} format={format} scale={scale} centre={(at) => (at + 0.5) * step}>
      {bars.map(({ label, value }, at) => {
        const [from, to] = [scale.y(Math.max(0, value)), scale.y(Math.min(0, value))];
        return (
          <rect
            x={at * step + step * 0.15}
            y={from}
            width={step * 0.7}
            height={value === 0 ? 0 : Math.max(1, to - from)}
            rx={Math.min(3, step / 6)}
          >
            <title>{`${label}: ${format(value)}`}</title>
          </rect>
        );
      })}
    </Frame>
  );
}

/** A line chart that needs no script. */
export function LineChart({
  title,
  points,
  format = plain,
}: ChartProps & { readonly points: readonly Point[] }) {
  const scale = scaleOf(points);
  const step = WIDTH / Math.max(1, points.length - 1);
  const x = (at: number) => (points.length === 1 ? WIDTH / 2 : at * step);
  const path = points.map(({ value }, at) => `${x(at).toFixed(1)},${scale.y(value)}`).join(" ");
  return (
    <Frame title={title} points={points} format={format} scale={scale} centre={x}>
      <polyline points={path} fill="none" />
      {points.map(({ label, value }, at) => (
        <circle cx={x(at).toFixed(1)} cy={scale.y(value)} r={points.length > 60 ? 2 : 3.5}>
          <title>{`${label}: ${format(value)}`}</title>
        </circle>
      ))}
    </Frame>
  );
}

function Frame({
  title,
  points,
  format,
  scale,
  centre,
  children,
}: Required<ChartProps> & {
  points: readonly Point[];
  scale: Scale;
  centre: (at: number) => number;
  children: Child;
}) {
  const every = Math.max(1, Math.ceil(points.length / MAX_LABELS));
  const room = Math.max(3, Math.floor((WIDTH * every) / Math.max(1, points.length) / CHARACTER));
  const crowded = Math.ceil(points.length / every) > FEW_LABELS;
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`${-MARGIN} 0 ${WIDTH + 2 * MARGIN} ${HEIGHT}`}
        role="img"
        aria-label={`${title}: ${summary(points, format)}`}
      >
        {scale.ticks.map((tick) => (
          <g>
            <line
              class={tick === 0 ? "axis" : "grid"}
              x1={-MARGIN}
              y1={scale.y(tick)}
              x2={WIDTH + MARGIN}
              y2={scale.y(tick)}
            />
          </g>
        ))}
        {children}
        {scale.ticks.map((tick) =>
          tick === 0 ? null : (
            <text x={-MARGIN} y={scale.y(tick) - 5}>
              {format(tick)}
            </text>
          ),
        )}
        {points.map(({ label }, at) =>
          at % every === 0 ? (
            <text
              class={crowded && (at / every) % 2 === 1 ? "second" : undefined}
              {...labelPlace(centre(at))}
              y={HEIGHT - 10}
            >
              {label.length > room ? `${label.slice(0, room - 1)}…` : label}
            </text>
          ) : null,
        )}
      </svg>
    </figure>
  );
}

/** Below its point, but never beyond the edge of the drawing. */
function labelPlace(x: number) {
  if (x < MARGIN) return { x: -MARGIN, "text-anchor": "start" as const };
  if (x > WIDTH - MARGIN) return { x: WIDTH + MARGIN, "text-anchor": "end" as const };
  return { x: x.toFixed(1), "text-anchor": "middle" as const };
}

interface Scale {
  readonly ticks: readonly number[];
  readonly y: (value: number) => number;
}

/** Round figures from the least to the greatest value, nothing always among them. */
export function scaleOf(points: readonly Point[]): Scale {
  const values = points.map(({ value }) => value);
  const [least, greatest] = [Math.min(0, ...values), Math.max(0, ...values)];
  // Nobody counts half a visitor.
  const smallest = values.every(Number.isInteger) ? 1 : 0;
  const step = Math.max(smallest, roundStep((greatest - least || 1) / 3));
  const [from, to] = [Math.floor(least / step), Math.ceil((greatest || Number(least === 0)) / step)];
  const ticks = Array.from({ length: to - from + 1 }, (_, at) =>
    Number(((from + at) * step).toPrecision(12)),
  );
  const [low, high] = [from * step, to * step];
  return {
    ticks,
    y: (value) => Math.round((BASE - ((value - low) / (high - low)) * (BASE - TOP)) * 10) / 10,
  };
}

/** The next of 1, 2, 5, 10, 20, ... */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function plain(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

function summary(points: readonly Point[], format: (value: number) => string): string {
  return points.length === 0
    ? "no figures yet"
    : points
        .slice(-12)
        .map(({ label, value }) => `${label} ${format(value)}`)
        .join(", ");
}

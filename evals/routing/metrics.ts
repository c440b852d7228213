/** One prompt of a two-model workload and how well each model answered it, 0 to 1. */
export interface RoutedPrompt {
  readonly prompt: string;
  readonly weak: number;
  readonly strong: number;
}

export interface RoutingFigures {
  readonly apgr: number;
  readonly cpt50: number;
  readonly cpt80: number;
}

interface Point {
  /** Share of prompts that the strong model answered. */
  readonly calls: number;
  readonly accuracy: number;
}

const BINS = 10;

/**
 * How well scores tell which prompts need the strong model, as RouteLLM (arXiv 2406.18665) measures it: at each edge
 * of ten equally filled bins of the scores, prompts at or above the edge (above it, at the last) go to the strong
 * model. APGR is the area between that curve and the weak model's accuracy over the area between both models'
 * accuracies; CPT(x) the share of strong calls that recovers the share x of their difference.
 */
export function routingFigures(scores: readonly number[], prompts: readonly RoutedPrompt[]): RoutingFigures {
  const curve = routingCurve(scores, prompts);
  const weak = mean(prompts.map((prompt) => prompt.weak));
  const strong = mean(prompts.map((prompt) => prompt.strong));
  const width = (curve.at(-1)?.calls ?? 0) - (curve[0]?.calls ?? 0);
  const recovered = (share: number) =>
    interpolate(
      weak + share * (strong - weak),
      curve.map(({ accuracy }) => accuracy),
      curve.map(({ calls }) => calls),
    );
  return {
    apgr: (area(curve) - weak * width) / ((strong - weak) * width),
    cpt50: recovered(0.5),
    cpt80: recovered(0.8),
  };
}

function routingCurve(scores: readonly number[], prompts: readonly RoutedPrompt[]): Point[] {
  const edges = quantileEdges(scores);
  const points = edges.map((edge, index) => {
    const last = index === edges.length - 1;
    const strong = scores.map((score) => (last ? score > edge : score >= edge));
    return {
      calls: strong.filter(Boolean).length / prompts.length,
      accuracy: mean(prompts.map((prompt, at) => (strong[at] ? prompt.strong : prompt.weak))),
    };
  });
  return points.toSorted((a, b) => a.calls - b.calls);
}

/** Edges of bins that hold equally many scores, interpolated linearly; equal edges count once. */
function quantileEdges(scores: readonly number[]): number[] {
  const sorted = Float64Array.from(scores).sort();
  const edges = Array.from({ length: BINS + 1 }, (_, bin) => {
    const position = (bin / BINS) * (sorted.length - 1);
    const low = sorted[Math.floor(position)] as number;
    const high = sorted[Math.ceil(position)] as number;
    return low + (high - low) * (position - Math.floor(position));
  });
  return [...new Set(edges)];
}

function area(curve: readonly Point[]): number {
  return curve.slice(1).reduce((sum, { calls, accuracy }, index) => {
    const before = curve[index] as Point;
    return sum + (calls - before.calls) * ((accuracy + before.accuracy) / 2);
  }, 0);
}

/** y at x on a line through points; outside them the nearest end. Where x isn't rising, bisection decides. */
function interpolate(x: number, xs: readonly number[], ys: readonly number[]): number {
  const last = xs.length - 1;
  if (x <= (xs[0] as number)) return ys[0] as number;
  if (x >= (xs[last] as number)) return ys[last] as number;
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (x >= (xs[middle] as number)) low = middle + 1;
    else high = middle;
  }
  const [x0, x1] = [xs[low - 1] as number, xs[low] as number];
  const [y0, y1] = [ys[low - 1] as number, ys[low] as number];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

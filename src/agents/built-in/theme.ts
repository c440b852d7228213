import { createRandom, hashSeed } from "../../state/random.ts";

/** Colours and shapes of a product: `theme` of business.json. */
export interface Theme {
  readonly accent: string;
  readonly accent_ink: string;
  readonly accent_soft: string;
  readonly accent_dark: string;
  readonly accent_dark_ink: string;
  readonly ink: string;
  readonly heading: "sans" | "serif" | "rounded";
  readonly radius: number;
}

/** WCAG 2.2, 1.4.3 (AA): text and its ground. */
const MIN_CONTRAST = 4.5;
/** Fixed grounds and greys of kit/style.ts. */
const LIGHT = { grounds: ["#ffffff", "#f6f7f9"], muted: "#55606e" } as const;
const DARK_GROUNDS = ["#101319", "#171b23", "#0b0e13", "#2a313c", "#1d2430"] as const;

/** Hues that are told apart at a glance, degrees. */
const HUES = [4, 24, 142, 160, 174, 188, 204, 216, 228, 248, 264, 284, 318, 338] as const;
const HEADINGS = ["sans", "sans", "serif", "rounded"] as const;
const RADII = [4, 8, 10, 12, 16] as const;

/** A theme by seed in which every pair of text and ground has enough contrast, whatever the hue. */
export function themeOf(seed: number): Theme {
  const random = createRandom(hashSeed("theme", seed));
  const hue = random.pick(HUES);
  const saturation = 0.55 + random.next() * 0.25;
  const soft = lightest(hue, saturation);
  const grounds = [...LIGHT.grounds, soft];
  return {
    accent: firstReadable(hue, saturation, grounds, -1),
    accent_ink: "#ffffff",
    accent_soft: soft,
    accent_dark: firstReadable(hue, saturation, DARK_GROUNDS, 1),
    accent_dark_ink: "#101319",
    ink: hex(hue, 0.2, 0.14),
    heading: random.pick(HEADINGS),
    radius: random.pick(RADII),
  };
}

export interface ContrastPair {
  readonly text: string;
  readonly ground: string;
  /** 1 to 21. */
  readonly ratio: number;
}

/** Every pair of text and ground that the style sheet makes of a theme. */
export function contrastPairs(theme: Theme): ContrastPair[] {
  const light = [...LIGHT.grounds, theme.accent_soft];
  const pairs = [
    ...light.flatMap((ground) => [theme.accent, theme.ink, LIGHT.muted].map((text) => ({ text, ground }))),
    { text: theme.accent_ink, ground: theme.accent },
    ...DARK_GROUNDS.map((ground) => ({ text: theme.accent_dark, ground })),
    { text: theme.accent_dark_ink, ground: theme.accent_dark },
  ];
  return pairs.map((pair) => ({ ...pair, ratio: contrast(pair.text, pair.ground) }));
}

/** Pairs that are hard to read. */
export function unreadable(theme: Theme): ContrastPair[] {
  return contrastPairs(theme).filter(({ ratio }) => ratio < MIN_CONTRAST);
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [light = 1, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** A ground of the hue, light enough for muted text. */
function lightest(hue: number, saturation: number): string {
  for (let lightness = 0.94; lightness < 1; lightness += 0.005) {
    const colour = hex(hue, saturation, lightness);
    if (contrast(LIGHT.muted, colour) >= MIN_CONTRAST + 0.2) return colour;
  }
  return "#ffffff";
}

/** Steps away from the middle until the colour can be read on every ground. */
function firstReadable(
  hue: number,
  saturation: number,
  grounds: readonly string[],
  direction: 1 | -1,
): string {
  for (let lightness = 0.5; lightness > 0 && lightness < 1; lightness += direction * 0.01) {
    const colour = hex(hue, saturation, lightness);
    if (grounds.every((ground) => contrast(colour, ground) >= MIN_CONTRAST + 0.2)) return colour;
  }
  return direction < 0 ? "#000000" : "#ffffff";
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** HSL to #rrggbb; hue in degrees, the others 0 to 1. */
function hex(hue: number, saturation: number, lightness: number): string {
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    const value =
      lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

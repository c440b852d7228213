import { errorFinding, type Finding } from "./finding.ts";

/** WCAG 2.2: text needs 4.5:1 (1.4.3), edges of controls and the focus ring 3:1 (1.4.11). */
const TEXT = 4.5;
const EDGE = 3;

/** Colours that the style sheet puts on each other, by the names of its custom properties. */
const PAIRS: readonly (readonly [front: string, grounds: readonly string[], least: number])[] = [
  ["ink", ["bg", "surface", "sunken", "accent-soft", "good-soft", "bad-soft"], TEXT],
  ["muted", ["bg", "surface", "sunken", "accent-soft"], TEXT],
  ["accent", ["bg", "surface", "sunken", "accent-soft"], TEXT],
  ["accent-ink", ["accent"], TEXT],
  ["good", ["good-soft"], TEXT],
  ["bad", ["bg", "surface", "sunken", "bad-soft"], TEXT],
  ["line-strong", ["surface", "bg", "sunken"], EDGE],
];

/** Relative luminance (WCAG 2.2) of a colour such as #2f5fd0. */
export function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 (the same) to 21 (black on white). */
export function contrastRatio(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Checks the colours of a style sheet, for light and for dark screens. */
export function checkContrast(css: string, where = "/assets/site.css"): Finding[] {
  const [light, dark] = palettes(css);
  if (!light) return [errorFinding("contrast", where, "The style sheet sets no colours in :root.")];
  return [
    ...checkPalette(light, `${where}, light`),
    ...(dark ? checkPalette(new Map([...light, ...dark]), `${where}, dark`) : []),
  ];
}

function checkPalette(palette: ReadonlyMap<string, string>, where: string): Finding[] {
  return PAIRS.flatMap(([front, grounds, least]) =>
    grounds.flatMap((ground) => {
      const [one, other] = [palette.get(front), palette.get(ground)];
      if (!one || !other) {
        return [errorFinding("contrast", where, `--${one ? ground : front} is not a colour like #1b2430.`)];
      }
      const ratio = contrastRatio(one, other);
      if (ratio >= least) return [];
      // Rounded down, so that 4.499 is not shown as enough.
      const shown = Math.floor(ratio * 100) / 100;
      const message = `--${front} ${one} on --${ground} ${other} is ${shown}:1, less than ${least}:1.`;
      return [errorFinding("contrast", where, message)];
    }),
  );
}

/** The custom properties of each `:root`: the first is for light screens, the second for dark ones. */
function palettes(css: string): Map<string, string>[] {
  return [...css.matchAll(/:root\s*\{([^}]*)\}/g)].map(
    ([, body = ""]) =>
      new Map(
        [...body.matchAll(/--([a-z-]+)\s*:\s*(#[0-9a-f]{6})\s*(?=;|$)/gi)].map(
          ([, name = "", colour = ""]) => [name, colour.toLowerCase()],
        ),
      ),
  );
}

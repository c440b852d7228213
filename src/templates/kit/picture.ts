import { createHash } from "node:crypto";
import { escapeXml } from "./app.tsx";
import type { Theme } from "./business.ts";

const [WIDTH, HEIGHT] = [800, 600];

/**
 * A drawn picture for a thing without a photograph: shapes in the theme's colours, always the same for the same
 * name and theme, with the name's initials.
 */
export function drawPicture(name: string, { accent, accent_soft, radius }: Theme): string {
  const bytes = createHash("sha256").update(name).digest();
  const pick = (at: number, below: number) => (bytes[at % bytes.length] ?? 0) % below;
  const near = turned(accent, pick(0, 90) - 45);
  const far = turned(accent, 150 + pick(1, 60));
  const shapes = [0, 1, 2].map((layer) => shape(layer, pick, [accent, near, far][layer] ?? accent, radius));
  const initials = [
    ...name
      .replace(/[^\p{L}\p{N} ]/gu, "")
      .split(" ")
      .filter(Boolean),
  ]
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeXml(name)}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${accent_soft}"/>`,
    `<rect y="430" width="${WIDTH}" height="170" fill="${accent}" opacity=".1"/>`,
    ...shapes,
    `<text x="60" y="120" font-family="Georgia, serif" font-size="72" fill="${accent}">${escapeXml(initials)}</text>`,
    "</svg>",
  ].join("");
}

type Pick = (at: number, below: number) => number;

/** Things that stand on a table, one behind the other. */
function shape(layer: number, pick: Pick, fill: string, radius: number): string {
  const size = 150 + pick(4 + layer, 90);
  const x = 210 + layer * 150 + pick(8 + layer, 70);
  const floor = 470 + layer * 18;
  const look = `fill="${fill}" opacity="${layer === 1 ? ".92" : ".82"}"`;
  switch (pick(12 + layer, 4)) {
    case 0:
      return `<circle cx="${x}" cy="${floor - size / 2}" r="${size / 2}" ${look}/>`;
    case 1:
      return `<rect x="${x - size / 2}" y="${floor - size * 1.4}" width="${size}" height="${size * 1.4}" rx="${8 + radius}" ${look}/>`;
    case 2:
      return `<path d="M${x - size / 2} ${floor} V${floor - size} a${size / 2} ${size / 2} 0 0 1 ${size} 0 V${floor} Z" ${look}/>`;
    default:
      return `<path d="M${x - size * 0.42} ${floor} L${x - size * 0.22} ${floor - size * 1.25} h${size * 0.44} L${x + size * 0.42} ${floor} Z" ${look}/>`;
  }
}

/** A colour with its hue turned by some degrees. */
function turned(hex: string, degrees: number): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(
    (at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255,
  );
  const [high, low] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const span = high - low;
  const light = (high + low) / 2;
  const sector =
    span === 0
      ? 0
      : high === red
        ? ((green - blue) / span + 6) % 6
        : high === green
          ? (blue - red) / span + 2
          : (red - green) / span + 4;
  const saturation = span === 0 ? 0 : span / (1 - Math.abs(2 * light - 1));
  const hue = (sector * 60 + degrees + 360) % 360;
  return `hsl(${hue.toFixed(0)} ${(saturation * 70).toFixed(0)}% ${(45 + light * 30).toFixed(0)}%)`;
}

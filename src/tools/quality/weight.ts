import { errorFinding, type Finding } from "./finding.ts";

/** Bytes before compression that one page may bring. */
export const WEIGHT_LIMITS = { html: 100_000, css: 60_000, js: 60_000 } as const;
export type PageWeight = Readonly<Record<keyof typeof WEIGHT_LIMITS, number>>;

const NAMES = { html: "HTML", css: "style sheets", js: "scripts" } as const;

export function checkWeight(weight: PageWeight, where: string): Finding[] {
  return (["html", "css", "js"] as const)
    .filter((kind) => weight[kind] > WEIGHT_LIMITS[kind])
    .map((kind) =>
      errorFinding(
        "weight",
        where,
        `${NAMES[kind]} of ${weight[kind]} bytes are more than ${WEIGHT_LIMITS[kind]}.`,
      ),
    );
}

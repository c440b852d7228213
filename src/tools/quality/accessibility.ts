import { createRequire } from "node:module";
import { type PageElement, withWindow } from "./dom.ts";
import { errorFinding, type Finding, warningFinding } from "./finding.ts";

interface AxeViolation {
  readonly id: string;
  readonly impact: "minor" | "moderate" | "serious" | "critical" | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}
interface Axe {
  run(context: PageElement, options: object): Promise<{ readonly violations: readonly AxeViolation[] }>;
}

const require = createRequire(import.meta.url);

const OPTIONS = {
  runOnly: {
    type: "tag",
    values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  },
  // Both need a layout. Contrast is checked on the style sheet, sizes by the browser suite.
  rules: { "color-contrast": { enabled: false }, "target-size": { enabled: false } },
  resultTypes: ["violations"],
  elementRef: false,
  preload: false,
};

/**
 * What axe finds on a page: serious and critical violations are errors, others warnings. `part` leaves out what stands
 * around the content on every page, and the rules about a page as a whole.
 */
export async function checkAccessibility(
  html: string,
  where: string,
  part: "page" | "content" = "page",
): Promise<Finding[]> {
  const axe = require("axe-core") as Axe;
  const { violations } = await withWindow(html, "https://product.test/", ({ documentElement }) =>
    axe.run((part === "content" && documentElement.querySelector("main")) || documentElement, OPTIONS),
  );
  return violations.map(({ id, impact, help, nodes }) => {
    const finding = impact === "serious" || impact === "critical" ? errorFinding : warningFinding;
    const more = nodes.length > 1 ? ` and ${nodes.length - 1} more` : "";
    return finding("accessibility", where, `${help} (${id}): ${nodes[0]?.html.slice(0, 200)}${more}`);
  });
}

import { mkdirSync, rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { BROWSER } from "./browser.ts";
import { launchProduct, type ProductOptions, type RunningProduct } from "./product.ts";

const ARGUMENTS = [
  // A container has no other sandbox to offer; only pages of our own are opened.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
export const SCREENS = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 900 },
} as const;
export type Screen = keyof typeof SCREENS;

const START_MS = 60_000;
const STEP_MS = 10_000;

/** One product in one browser, for all steps of a walk. */
export interface Walk {
  readonly product: RunningProduct;
  /** A new person at the product's start page, with cookies of their own. */
  visitor(screen?: Screen): Promise<Page>;
  /** The same, signed in as the owner. */
  owner(): Promise<Page>;
  /** Fails on serious and critical violations of the page as it is now, with contrast and sizes of targets. */
  expectAccessible(page: Page): Promise<void>;
  /** Checks the page and takes pictures of it at both widths; it must not scroll sideways at either. */
  picture(page: Page, name: string): Promise<void>;
  /** Takes a picture of what is on the screen, as it is. */
  view(page: Page, name: string): Promise<void>;
}

/** A suite of steps through one product, in order. Skipped where there is no browser. */
export function walkThrough(title: string, options: ProductOptions, steps: (walk: Walk) => void): void {
  describe.skipIf(BROWSER === undefined)(title, { timeout: START_MS }, () => {
    let home: string;
    let browser: Browser | undefined;
    let product: RunningProduct | undefined;
    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), "genesis-browser-"));
      product = await launchProduct(home, options);
      browser = await chromium.launch({ executablePath: BROWSER as string, args: ARGUMENTS });
    }, START_MS);
    afterEach(() => {
      expect(problems.splice(0)).toEqual([]);
    });
    afterAll(async () => {
      await browser?.close();
      await product?.stop();
      rmSync(home, { recursive: true, force: true });
    }, START_MS);
    steps({
      get product() {
        if (!product) throw new Error("The product does not run yet: use it within a step.");
        return product;
      },
      visitor: async (screen = "desktop") => openPage(browser, product, screen),
      async owner() {
        const page = await openPage(browser, product, "desktop");
        await page.goto("/owner/sign-in");
        await page.getByLabel("Owner key").fill(product?.ownerKey ?? "");
        await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
        return page;
      },
      expectAccessible,
      picture: async (page, name) => picture(page, fileName(`${title}-${name}`)),
      async view(page, name) {
        await page.screenshot({ path: join(pictureFolder(), `${fileName(`${title}-${name}`)}.png`) });
      },
    });
  });
}

/** Scripts that failed, and what the policy of the product forbade its own pages: both fail the step. */
const problems: string[] = [];

async function openPage(
  browser: Browser | undefined,
  product: RunningProduct | undefined,
  screen: Screen,
): Promise<Page> {
  if (!browser || !product) throw new Error("The product does not run yet: use it within a step.");
  const context = await browser.newContext({ baseURL: product.url, viewport: SCREENS[screen] });
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) problems.push(`${page.url()}: ${message.text()}`);
  });
  await page.goto("/");
  return page;
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function expectAccessible(page: Page): Promise<void> {
  // Evaluated, not added to the page: its policy would not let a foreign script in.
  await page.evaluate(await readFile(AXE, "utf8"));
  const violations: Violation[] = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(
    grave.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" ")}`),
    page.url(),
  ).toEqual([]);
}

/** Where pictures go: outside of the repository. */
function pictureFolder(): string {
  const folder = process.env.GENESIS_TEST_PICTURES ?? join(tmpdir(), "genesis-pictures");
  mkdirSync(folder, { recursive: true });
  return folder;
}

function fileName(name: string): string {
  return name.replace(/[^\w-]+/g, "-").toLowerCase();
}

async function picture(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? SCREENS.desktop;
  for (const [screen, size] of Object.entries(SCREENS)) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(pictureFolder(), `${name}-${screen}.png`), fullPage: true });
    const width = await page.evaluate("document.documentElement.scrollWidth");
    expect(width, `${page.url()} on a ${screen} scrolls sideways`).toBeLessThanOrEqual(size.width);
    await expectAccessible(page);
  }
  await page.setViewportSize(before);
}

import type { Archetype, ProductPlan } from "../../state/archetype.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import type { BlockManifest } from "../../state/product.ts";
import { slugify } from "../../state/slug.ts";
import type { FeatureModule } from "../../templates/kit/modules/language.ts";
import { type Copy, copyOf, inSentence } from "./copy.ts";
import { type FeatureMatch, matchFeatures } from "./match-features.ts";
import { withPlanPrices } from "./plan-prices.ts";
import { recordsModule } from "./records-module.ts";
import { type Theme, themeOf } from "./theme.ts";
import { visitorWords } from "./visitor-words.ts";

/** The contents of business.json; its schema is kit/business.ts. */
export interface BusinessFile extends Copy {
  readonly version: 1;
  readonly name: string;
  readonly slug: string;
  readonly type: string;
  readonly description: string;
  readonly audience: string;
  readonly theme: Theme;
  readonly modules: readonly FeatureModule[];
  readonly settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly contact_email: string;
}

/** What a feature became. */
export interface FeatureDelivery extends FeatureMatch {
  /** What visitors read instead of its name. */
  readonly title: string;
  /** What visitors read about it; undefined: nobody wrote it. */
  readonly says: string | undefined;
  /** Slug of its records module, when no block gives it. */
  readonly module: string | undefined;
  /** Page on which it is used. */
  readonly href: string | null;
}

/** A product before it is files. */
export interface ProductSpec {
  /** In the order of the navigation, with all they require. */
  readonly blocks: readonly BlockManifest[];
  readonly business: BusinessFile;
  readonly deliveries: readonly FeatureDelivery[];
}

export interface ProductSpecInput {
  readonly requirements: BusinessRequirements;
  readonly archetype: Archetype;
  readonly blocks: ReadonlyMap<string, BlockManifest>;
  readonly seed: number;
}

const RECORDS = "records";

/** Decides what a product is made of and what it says. Pure: the same input gives the same product. */
export function productSpec({ requirements, archetype, blocks, seed }: ProductSpecInput): ProductSpec {
  const plan = archetype.product;
  const planned = (plan?.blocks ?? ["accounts"]).filter((id) => blocks.has(id));
  const matches = matchFeatures(requirements.mvp_features, [...blocks.values()], planned);
  // What the business has of its own comes first: it is what its users come for.
  const own = matches.filter(({ block, kit }) => !kit && !(block !== undefined && planned.includes(block)));
  const chosen = withRequired([...own.map(({ block }) => block ?? RECORDS), ...planned], blocks);
  const accounts = chosen.some(({ id }) => id === "accounts");
  const modules = modulesFor(matches, accounts);
  const deliveries = matches.map((match): FeatureDelivery => {
    const module = modules.get(match.feature);
    const page = match.kit ? match.kit.page : ((match.block && blocks.get(match.block)?.entry) ?? null);
    const href = module ? `/m/${module.slug}` : page;
    return { ...match, ...visitorWords(match, blocks.get(match.block ?? "")), module: module?.slug, href };
  });
  const action = actionOf(plan?.hero_action, chosen, deliveries);
  const copy = copyOf({ requirements, archetype, blocks: chosen, deliveries, action, seed });
  const main = mainPage(own, modules, blocks);
  const settings = { ...plan?.settings };
  if (main && accounts) settings.accounts = { ...settings.accounts, after_sign_in: main };
  return { blocks: chosen, deliveries, business: businessFile() };

  function businessFile(): BusinessFile {
    const slug = slugify(requirements.name);
    return {
      version: 1,
      name: requirements.name,
      slug,
      type: archetype.business_type,
      description: requirements.description,
      audience: inSentence(requirements.target_audience),
      ...copy,
      theme: themeOf(seed),
      modules: [...modules.values()],
      settings: settingsFor(chosen, settings, requirements.monetization),
      contact_email: `hello@${slug}.example`,
    };
  }
}

/** One module for each feature that neither a block nor the kit gives; the same feature twice is one module. */
function modulesFor(matches: readonly FeatureMatch[], accounts: boolean): Map<string, FeatureModule> {
  const modules = new Map<string, FeatureModule>();
  const taken = new Set<string>();
  for (const { feature, block, kit } of matches) {
    if (block !== undefined || kit || modules.has(feature)) continue;
    const module = recordsModule(feature, taken, { accounts });
    taken.add(module.slug);
    modules.set(feature, module);
  }
  return modules;
}

/**
 * Whoever signs in came for what the business has of its own: the first of it that shows them something, else a form to
 * send in. What visitors have without an account is not what somebody signs in for.
 */
function mainPage(
  own: readonly FeatureMatch[],
  modules: ReadonlyMap<string, FeatureModule>,
  blocks: ReadonlyMap<string, BlockManifest>,
): string | undefined {
  const pages = own.map(({ feature, block }) => {
    const module = modules.get(feature);
    if (module) return { href: `/m/${module.slug}`, shows: module.kinds[0]?.access.see !== "owner" };
    const manifest = blocks.get(block ?? "");
    return { href: manifest?.requires.includes("accounts") ? manifest.entry : null, shows: true };
  });
  const open = pages.filter(({ href }) => href !== null);
  return (open.find(({ shows }) => shows) ?? open[0])?.href ?? undefined;
}

/** Blocks with everything they require, each once; what is required comes before it is needed only if not yet there. */
function withRequired(ids: readonly string[], blocks: ReadonlyMap<string, BlockManifest>): BlockManifest[] {
  const chosen = new Map<string, BlockManifest>();
  const add = (id: string, way: readonly string[]) => {
    const block = blocks.get(id);
    if (!block || chosen.has(id) || way.includes(id)) return;
    for (const required of block.requires) if (!ids.includes(required)) add(required, [...way, id]);
    chosen.set(id, block);
  };
  for (const id of ids) add(id, []);
  return [...chosen.values()];
}

/** Block defaults, then the archetype's; plans at the price that the business names. Blocks without settings are left out. */
function settingsFor(
  blocks: readonly BlockManifest[],
  own: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  monetization: string,
): BusinessFile["settings"] {
  const merged = blocks.map(({ id, settings }) => {
    const all = { ...settings, ...own[id] };
    return [id, id === "billing" ? withPlanPrices(all, monetization) : all] as const;
  });
  return Object.fromEntries(merged.filter(([, settings]) => Object.keys(settings).length > 0));
}

/** Where the front page leads: as the archetype says when the page is there, else the first thing to use. */
function actionOf(
  planned: ProductPlan["hero_action"] | undefined,
  blocks: readonly BlockManifest[],
  deliveries: readonly FeatureDelivery[],
): { label: string; href: string } {
  if (planned) return planned;
  const first = deliveries.find(({ href }) => href !== null);
  if (first?.href) return { label: "Start using it", href: first.href };
  return blocks.some(({ id }) => id === "accounts")
    ? { label: "Create your account", href: "/sign-up" }
    : { label: "See how it works", href: "/help" };
}

import { type Audience, type Block, type FeatureModule, labelsOf, type NavLink } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

/** Who finds a module of use: sees its first list, or may add to it. */
function audienceOf({ kinds: [first] }: FeatureModule): Audience | undefined {
  if (!first) return undefined;
  const { add, see } = first.access;
  if (add === "everyone" || see === "everyone") return "everyone";
  return add === "owner" && see === "owner" ? undefined : "signed-in";
}

function links(modules: readonly FeatureModule[]): NavLink[] {
  const labels = labelsOf(modules.map(({ title }) => title));
  return modules.flatMap((module, at) => {
    const audience = audienceOf(module);
    return audience ? [{ href: `/m/${module.slug}`, label: labels[at] ?? module.title, audience }] : [];
  });
}

export const block: Block = {
  id: "records",
  migrations: MIGRATIONS,
  nav: ({ business }) => links(business.modules),
  sitemap: ({ business }) => business.modules.map(({ slug }) => `/m/${slug}`),
  ownerNav: ({ business }) =>
    business.modules.map(({ slug, title }) => ({ href: `/m/${slug}`, label: title })),
  routes,
};

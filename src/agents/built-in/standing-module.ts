import { parsedJson } from "../../state/parsed-json.ts";
import { checkModule } from "../../templates/kit/modules/check.ts";
import { type FeatureModule, ModuleSchema } from "../../templates/kit/modules/language.ts";

/** The module that an earlier task or run left for a feature, when it is whole, makes sense and is about that feature. */
export function standingModule(
  json: string | undefined,
  { slug, feature }: FeatureModule,
  accounts: boolean,
): FeatureModule | undefined {
  const module = ModuleSchema.safeParse(parsedJson(json)).data;
  if (!module || module.slug !== slug || module.feature !== feature) return undefined;
  return checkModule(module, { accounts }).length === 0 ? module : undefined;
}

import { loadConfig } from "../../config/config.ts";
import { planFromBlueprint } from "../../nodes/decompose-tasks/plan.ts";
import { completeLocally } from "../../nodes/generate-idea/complete-locally.ts";
import { parseRequest } from "../../nodes/intake/admission.ts";
import type { Archetype } from "../../state/archetype.ts";
import { loadArchetypes } from "../../templates/archetypes.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { PlanCommand } from "../parsers/plan.ts";
import { planDot } from "../plan-dot.ts";
import { planTree } from "../plan-tree.ts";
import { readRequirements } from "../requirements-file.ts";
import { painter, wantsColours } from "../text.ts";

/**
 * `genesis plan`: what `genesis create` with the same options and seed would do, without a model and without what
 * memory adds. Options on the command line win over the requirements file.
 */
export async function plan(command: PlanCommand, console: Console): Promise<number> {
  const fromFile =
    command.requirementsFile === undefined ? {} : await readRequirements(command.requirementsFile);
  const archetypes = loadArchetypes({ folders: loadConfig().archetypeFolders });
  const { business_type, requirements: given } = parseRequest(
    {
      business_type: command.type,
      requirements: { ...fromFile, ...(command.features && { mvp_features: command.features }) },
      seed: command.seed,
    },
    archetypes,
  );
  // parseRequest admits known types only.
  const archetype = archetypes.get(business_type) as Archetype;
  const requirements = completeLocally({ archetype, seed: command.seed, given: given ?? {}, similar: [] });
  const graph = planFromBlueprint({ blueprint: archetypes.blueprint(business_type), requirements });
  if (command.json) printJson(console, { business_type, seed: command.seed, requirements, plan: graph });
  else if (command.dot) printLine(console, planDot(graph, requirements.name));
  else {
    const { level } = command;
    const paint = painter(wantsColours(console.stdout));
    const width = Math.min(console.stdout.columns ?? 80, 120);
    printLine(
      console,
      planTree(graph, { name: requirements.name, type: business_type, level, width, paint }),
    );
  }
  return 0;
}

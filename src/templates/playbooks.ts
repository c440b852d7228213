import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { PlanningCase } from "../state/planning-case.ts";
import { type Playbook, PlaybookSchema, type PracticeSeed, PracticeSeedSchema } from "../state/playbook.ts";
import { dataFiles, invalidData, readDataFile } from "./yaml-file.ts";

const PLAYBOOKS = fileURLToPath(new URL("./playbooks/", import.meta.url));
const PRACTICES = fileURLToPath(new URL("./best-practices.yaml", import.meta.url));

/** The playbooks that come with Genesis, by business type: one file a type. Throws ARCHETYPE_INVALID. */
export function loadPlaybooks(): ReadonlyMap<string, readonly Playbook[]> {
  const playbooks = new Map(
    dataFiles(PLAYBOOKS).map((path) => [
      basename(path, ".yaml"),
      readDataFile(path, z.array(PlaybookSchema)),
    ]),
  );
  requireDistinct([...playbooks.values()].flat().map(({ id }) => id));
  return playbooks;
}

/** All playbooks as what the planner learns from. Throws ARCHETYPE_INVALID. */
export function planningCases(): PlanningCase[] {
  return [...loadPlaybooks().values()].flat().map(({ id, title, when_to_use, steps }) => ({
    case_id: id,
    text: `${title}. ${when_to_use}`,
    steps: steps.map((step) => ({ title: step.do, capabilities: step.capabilities })),
  }));
}

/** The best practices that come with Genesis. Throws ARCHETYPE_INVALID. */
export function loadPracticeSeeds(): readonly PracticeSeed[] {
  const seeds = readDataFile(PRACTICES, z.array(PracticeSeedSchema));
  requireDistinct(seeds.map(({ id }) => id));
  return seeds;
}

function requireDistinct(ids: readonly string[]): void {
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw invalidData(`Two playbooks or practices have the id "${twice}".`);
}

import { TIERS } from "../../state/agent.ts";
import { DIFFICULTIES, type Difficulty } from "../../state/routing.ts";
import type { Task } from "../../state/task.ts";
import type { DifficultyModel } from "./difficulty/model.ts";

/** Work in these fields is hard whatever its size. */
const DEMANDING = new Set(["machine-learning", "security", "payments", "data-pipeline", "infrastructure"]);

/** Outcomes after which the model is listened to. */
const ENOUGH_OUTCOMES = 20;
/** So much worse, or better, than usual makes a task a level harder, or easier. */
const WORSE = -0.15;
const BETTER = 0.15;

type Rated = Pick<Task, "title" | "description" | "critical" | "effect" | "effort_hours" | "capabilities">;

export interface AssessedDifficulty {
  readonly level: Difficulty;
  /** Why outcomes moved it off the level of its structure; "" when they didn't. */
  readonly learnt: string;
}

/**
 * Difficulty of a task (guide 7.2): from its structure, moved by one level where the outcomes of similar texts say
 * so. What spends money or goes live stays Critical.
 */
export function assessDifficulty(task: Rated, model?: DifficultyModel): AssessedDifficulty {
  const level = structuralDifficulty(task);
  if (!model || isIrreversible(task)) return { level, learnt: "" };
  if (TIERS.reduce((sum, tier) => sum + model.evidence(tier), 0) < ENOUGH_OUTCOMES)
    return { level, learnt: "" };
  const surprise = model.surprise(taskText(task));
  const shift = surprise <= WORSE ? 1 : surprise >= BETTER ? -1 : 0;
  const moved = DIFFICULTIES[DIFFICULTIES.indexOf(level) + shift] ?? level;
  if (moved === level) return { level, learnt: "" };
  const points = Math.round(Math.abs(surprise) * 100);
  const learnt = `${moved} rather than ${level}, as similar tasks did ${points} points ${shift > 0 ? "worse" : "better"} than usual`;
  return { level: moved, learnt };
}

/** Difficulty by structure alone: the cold start of DAAO. */
export function structuralDifficulty(task: Rated): Difficulty {
  if (isIrreversible(task)) return "Critical";
  const points =
    (task.effort_hours >= 6 ? 2 : task.effort_hours >= 3 ? 1 : 0) +
    (task.critical ? 1 : 0) +
    (task.capabilities.some((capability) => DEMANDING.has(capability)) ? 1 : 0);
  if (points >= 3) return "Critical";
  if (points === 2) return "Hard";
  return points === 1 ? "Standard" : "Easy";
}

function isIrreversible({ effect }: Rated): boolean {
  return effect === "money" || effect === "deploy";
}

/** What the difficulty model reads of a task. */
export function taskText({ title, description }: Pick<Task, "title" | "description">): string {
  return `${title}. ${description}`;
}

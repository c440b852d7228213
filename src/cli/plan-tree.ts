import type { Task, TaskGraph, TaskGroup } from "../state/task.ts";
import { criticalPathLengths } from "../state/task-order.ts";
import { type Paint, printable, truncate } from "./text.ts";

export interface PlanTreeOptions {
  readonly name: string;
  readonly type: string;
  readonly seed: number;
  /** Down to where the tree goes. */
  readonly level: "phase" | "feature" | "step";
  /** Columns there are; titles are cut to fit. */
  readonly width: number;
  readonly paint: Paint;
}

/** A line of the tree: what stands left, and the columns right of it. */
interface Line {
  readonly branch: string;
  readonly text: string;
  readonly hours: number;
  readonly note: string;
  readonly style: "heading" | "group" | "step" | "critical";
}

/**
 * A plan as a tree of phases, features and steps. Steps are numbered in an order in which they can be done, and name
 * by number what they wait for; `*` marks those that the product can't do without.
 */
export function planTree(plan: TaskGraph, options: PlanTreeOptions): string {
  const numbers = new Map(plan.tasks.map((task, index) => [task.task_id, index + 1]));
  const phases = plan.groups.filter(({ level }) => level === "phase");
  const lines = phases.flatMap((phase) => phaseLines(phase, plan, numbers, options.level));
  return [...headline(plan, options), "", ...layOut(lines, options), "", ...legend(plan, options)].join("\n");
}

function headline(
  { tasks, chunks }: TaskGraph,
  { name, type, seed, paint, width }: PlanTreeOptions,
): string[] {
  const hours = tasks.reduce((sum, task) => sum + task.effort_hours, 0);
  const longest = Math.max(...criticalPathLengths(tasks, (task) => task.effort_hours).values());
  const parts = chunks.length > 1 ? `, in ${chunks.length} parts` : "";
  const what = `${type} (seed ${seed})`;
  const title = truncate(printable(name), Math.max(10, width - what.length - 2));
  return [
    `${paint("bold", title)}  ${paint("dim", what)}`,
    `${tasks.length} steps${parts}, ${hours} h of work, at least ${longest} h with enough hands`,
  ];
}

function phaseLines(
  phase: TaskGroup,
  plan: TaskGraph,
  numbers: ReadonlyMap<string, number>,
  level: PlanTreeOptions["level"],
): Line[] {
  const features = plan.groups.filter(({ parent }) => parent === phase.group_id);
  const all = [phase, ...features].flatMap(({ task_ids }) => task_ids);
  const heading = groupLine("", phase, all, plan, "heading");
  if (level === "phase") return [heading];
  const own = level === "step" ? phase.task_ids : [];
  const children = own.length + features.length;
  const branch = (index: number) => (index === children - 1 ? ["└─ ", "   "] : ["├─ ", "│  "]);
  return [
    heading,
    ...own.map((id, index) => stepLine(branch(index)[0] as string, id, plan, numbers)),
    ...features.flatMap((feature, position) => {
      const [joint = "", below = ""] = branch(own.length + position);
      const title = groupLine(joint, feature, feature.task_ids, plan, "group");
      const last = feature.task_ids.length - 1;
      const steps = feature.task_ids.map((id, index) =>
        stepLine(`${below}${index === last ? "└─ " : "├─ "}`, id, plan, numbers),
      );
      return level === "step" ? [title, ...steps] : [title];
    }),
  ];
}

function groupLine(
  branch: string,
  { title }: TaskGroup,
  taskIds: readonly string[],
  { tasks }: TaskGraph,
  style: Line["style"],
): Line {
  const hours = tasks
    .filter(({ task_id }) => taskIds.includes(task_id))
    .reduce((sum, task) => sum + task.effort_hours, 0);
  const note = `${taskIds.length} ${taskIds.length === 1 ? "step" : "steps"}`;
  return { branch, text: title, hours, note, style };
}

function stepLine(
  branch: string,
  id: string,
  { tasks }: TaskGraph,
  numbers: ReadonlyMap<string, number>,
): Line {
  const task = tasks.find(({ task_id }) => task_id === id) as Task;
  const digits = String(numbers.size).length;
  const number = String(numbers.get(id)).padStart(digits);
  const waits = ranges(task.depends_on.map((other) => numbers.get(other) ?? 0));
  return {
    branch,
    text: `${number} ${task.critical ? "*" : " "} ${task.title}`,
    hours: task.effort_hours,
    note: waits === "" ? "" : `after ${waits}`,
    style: task.critical ? "critical" : "step",
  };
}

/** "3, 5-8, 12" */
function ranges(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}

/** Notes longer than this take room from no title; they run over. */
const MAX_NOTE = 20;
/** " 12.5 h  " */
const HOURS_WIDTH = 9;

function layOut(lines: readonly Line[], { width, paint, level }: PlanTreeOptions): string[] {
  const notes = Math.min(MAX_NOTE, Math.max(...lines.map(({ note }) => note.length)));
  const room = Math.max(24, width - HOURS_WIDTH - notes);
  const widest = Math.max(...lines.map(({ branch, text }) => branch.length + printable(text).length));
  const left = Math.min(room, widest);
  return lines.map(({ branch, text, hours, note, style }) => {
    const shown = truncate(printable(text), left - branch.length).padEnd(left - branch.length);
    const styled =
      style === "heading" ? paint(["bold", "cyan"], shown) : style === "group" ? paint("bold", shown) : shown;
    const figures =
      style === "heading" || style === "group" ? paint("dim", hoursCell(hours)) : hoursCell(hours);
    const quiet = level === "step" && style !== "step" && style !== "critical" ? "" : paint("dim", note);
    return `${paint("dim", branch)}${styled}${figures}${quiet}`.trimEnd();
  });
}

function hoursCell(hours: number): string {
  return `${String(Number(hours.toFixed(1))).padStart(5)} h  `;
}

function legend({ source }: TaskGraph, { level, paint }: PlanTreeOptions): string[] {
  const how = source === "blueprint" ? "" : ` Planned by ${source}.`;
  if (level !== "step") return [paint("dim", `--level step shows the steps.${how}`)];
  return [
    paint("dim", `* critical: without it the run fails. "after" names the steps a step waits for.${how}`),
  ];
}

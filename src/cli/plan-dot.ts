import type { TaskGraph, TaskGroup } from "../state/task.ts";
import { printable } from "./text.ts";

/** A plan in the DOT language: phases and features as clusters, critical steps in bold. */
export function planDot(plan: TaskGraph, name: string): string {
  const phases = plan.groups.filter(({ level }) => level === "phase");
  return [
    `digraph ${quote(name)} {`,
    "  rankdir=LR; compound=true;",
    '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];',
    '  graph [fontname="sans-serif", fontsize=12, color=gray60];',
    ...phases.flatMap((phase) => cluster(phase, plan, "  ")),
    ...plan.tasks.flatMap(({ task_id, depends_on }) =>
      depends_on.map((id) => `  ${quote(id)} -> ${quote(task_id)};`),
    ),
    "}",
  ].join("\n");
}

function cluster(group: TaskGroup, plan: TaskGraph, indent: string): string[] {
  const below = plan.groups.filter(({ parent }) => parent === group.group_id);
  return [
    `${indent}subgraph ${quote(`cluster_${group.group_id}`)} {`,
    `${indent}  label=${quote(group.title)};`,
    ...group.task_ids.map((id) => `${indent}  ${node(id, plan)}`),
    ...below.flatMap((feature) => cluster(feature, plan, `${indent}  `)),
    `${indent}}`,
  ];
}

function node(id: string, { tasks }: TaskGraph): string {
  const task = tasks.find(({ task_id }) => task_id === id);
  const label = `${task?.title ?? id}\n${task?.effort_hours ?? 0} h`;
  return `${quote(id)} [label=${quote(label)}${task?.critical ? ', style="rounded,bold"' : ""}];`;
}

/** A quoted identifier: backslashes and quotes escaped, line breaks as DOT writes them. */
function quote(text: string): string {
  const lines = text.split("\n").map((line) => printable(line).replace(/["\\]/g, "\\$&"));
  return `"${lines.join("\\n")}"`;
}

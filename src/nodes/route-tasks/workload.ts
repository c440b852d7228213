import type { AgentProfile } from "../../state/agent.ts";
import type { Task } from "../../state/task.ts";
import { LIMITS } from "../../state/text.ts";

export interface Slot {
  /** Hours from the beginning of the work. */
  readonly start: number;
  readonly finish: number;
  /** Hours the task waits for the agent after everything it depends on is done. */
  readonly wait: number;
}

/** The planned hours of every agent: nobody does more tasks at a time than their concurrency allows. */
export class Workload {
  /** By agent, when each of its lanes is free again. */
  readonly #lanes = new Map<string, number[]>();
  readonly #finished = new Map<string, number>();

  /** When the agent could do the task, which must come after those it depends on. */
  slotFor(agent: AgentProfile, task: Task): Slot {
    const ready = task.depends_on.reduce((latest, id) => Math.max(latest, this.#finished.get(id) ?? 0), 0);
    const free = Math.min(...this.#lanesOf(agent));
    const start = Math.max(ready, free);
    return { start, finish: start + task.effort_hours, wait: start - ready };
  }

  /** Books the slot that `slotFor` gave. */
  book(agent: AgentProfile, task: Task, { finish }: Slot): void {
    const lanes = this.#lanesOf(agent);
    lanes[lanes.indexOf(Math.min(...lanes))] = finish;
    this.#finished.set(task.task_id, finish);
  }

  get makespan(): number {
    return [...this.#finished.values()].reduce((latest, finish) => Math.max(latest, finish), 0);
  }

  #lanesOf(agent: AgentProfile): number[] {
    const present = this.#lanes.get(agent.agent_id);
    if (present) return present;
    const lanes = new Array<number>(Math.min(agent.max_concurrency, LIMITS.tasks)).fill(0);
    this.#lanes.set(agent.agent_id, lanes);
    return lanes;
  }
}

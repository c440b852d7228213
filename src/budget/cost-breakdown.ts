import { type Account, type Amount, type CostLine, NOTHING, plus, usdOf } from "../state/budget-account.ts";
import type { CostBreakdown } from "../state/cost-breakdown.ts";
import type { TaskResult } from "../state/task.ts";

/** Tasks that deployed something, with where it went. */
export interface DeployedTask {
  readonly deployment_type: string;
}

/**
 * What a run cost by node, agent, model and deployment type, each in the order of names. Pure. `timed`: time was limited,
 * and so counted.
 */
export function costBreakdown(
  account: Account,
  deployed: readonly DeployedTask[],
  timed: boolean,
): CostBreakdown {
  const lines = [...account.lines, ...openLines(account)];
  const sumOf = (some: readonly CostLine[]) => some.reduce<Amount>(plus, NOTHING);
  const by = (name: (line: CostLine) => string, some = lines) => {
    const keys = [...new Set(some.map(name))].sort();
    return keys.map((key) => ({ key, ...costs(sumOf(some.filter((line) => name(line) === key))) }));
  };
  const models = lines.filter(({ kind }) => kind === "model");
  const usd = (measured: boolean) => usdOf(sumOf(lines.filter((line) => line.measured === measured)));
  return {
    total: { ...costs(sumOf(lines)), measured_usd: usd(true), estimated_usd: usd(false) },
    by_node: by(({ node }) => node).map(({ key: node, ...rest }) => ({ node, ...rest })),
    by_agent: by(({ agent }) => agent).map(({ key: agent, ...rest }) => ({ agent, ...rest })),
    by_model: by(({ target }) => target, models).map(({ key: model, ...rest }) => ({ model, ...rest })),
    by_deployment_type: byDeployment(lines, deployed),
    seconds: timed ? account.seconds : null,
  };
}

/** What was cut off in flight, at its ceiling. */
function openLines({ open }: Account): CostLine[] {
  return Object.values(open).map((entry) => ({ ...entry, measured: false }));
}

function byDeployment(lines: readonly CostLine[], deployed: readonly DeployedTask[]) {
  const types = new Set([
    ...deployed.map(({ deployment_type }) => deployment_type),
    ...lines.filter(({ kind }) => kind === "effect").map(({ target }) => target),
  ]);
  return [...types].sort().map((deployment_type) => {
    const own = lines.filter(({ kind, target }) => kind === "effect" && target === deployment_type);
    return {
      deployment_type,
      deployments: deployed.filter((one) => one.deployment_type === deployment_type).length,
      usd: usdOf(own.reduce<Amount>(plus, NOTHING)),
    };
  });
}

/** Where the tasks of a run deployed to. */
export function deployedTasks(
  results: readonly TaskResult[],
  deployTasks: ReadonlySet<string>,
): DeployedTask[] {
  return results
    .filter(({ task_id, status }) => status === "completed" && deployTasks.has(task_id))
    .map(({ simulated, output: { remote } }) => {
      if (simulated) return { deployment_type: "simulated" };
      const host =
        typeof remote === "object" && remote !== null && "host" in remote ? remote.host : undefined;
      return { deployment_type: typeof host === "string" ? host : "local" };
    });
}

function costs(amount: Amount) {
  return { usd: usdOf(amount), tokens: amount.tokens, calls: amount.calls };
}

import { type Command, InvalidArgumentError } from "commander";
import {
  BUDGET_DIMENSIONS,
  BUDGET_MAXIMA,
  type BudgetDimension,
  type BudgetLimits,
} from "../../state/budget.ts";

const WHAT: Readonly<Record<BudgetDimension, string>> = {
  usd: "spend at most so many USD",
  tokens: "use at most so many tokens of models",
  calls: "make at most so many calls of models and remote agents",
  seconds: "take at most so long, without the time a person takes to answer",
};

/** `--budget-usd` and its like: limits of this run, within those of the configuration. */
export function addBudgetOptions(command: Command): Command {
  for (const dimension of BUDGET_DIMENSIONS) {
    command.option(`--budget-${dimension} <${dimension}>`, WHAT[dimension], amount(dimension));
  }
  return command;
}

/** The limits among the options of a command; undefined when there are none. */
export function budgetFrom(options: Readonly<Record<string, unknown>>): BudgetLimits | undefined {
  const given = BUDGET_DIMENSIONS.flatMap((dimension) => {
    const value = options[`budget${dimension.charAt(0).toUpperCase()}${dimension.slice(1)}`];
    return typeof value === "number" ? [[dimension, value] as const] : [];
  });
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

function amount(dimension: BudgetDimension) {
  const max = BUDGET_MAXIMA[dimension];
  const whole = dimension === "tokens" || dimension === "calls";
  return (text: string): number => {
    const value = Number(text);
    const sound = text.trim() !== "" && value >= 0 && value <= max && (!whole || Number.isInteger(value));
    if (sound) return value;
    throw new InvalidArgumentError(`It must be a ${whole ? "whole " : ""}number from 0 to ${max}.`);
  };
}

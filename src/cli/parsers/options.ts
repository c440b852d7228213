import { InvalidArgumentError, Option } from "commander";

/** Takes the value of a repeatable option. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** `--json`, the same for every command. */
export function jsonOption(): Option {
  return new Option("--json", "print the result as JSON on stdout and nothing else").default(false);
}

export function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

export function onOff(text: string): boolean {
  const value = text.toLowerCase();
  if (["true", "on", "yes", "1"].includes(value)) return true;
  if (["false", "off", "no", "0"].includes(value)) return false;
  throw new InvalidArgumentError("It must be true or false.");
}

/** What every seed option accepts. */
export const seedNumber = wholeNumber(0, 0xffffffff);

/** Help text of an argument that names a run. */
export const RUN_ID_HELP = "id of the run, or its first characters";

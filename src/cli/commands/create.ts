import type { RequirementsInput } from "../../state/business.ts";
import { followRun } from "../follow-run.ts";
import { noticeInterrupted, openGenesis } from "../open-genesis.ts";
import type { Console } from "../output.ts";
import type { CreateCommand } from "../parsers/create.ts";
import { readRequirements } from "../requirements-file.ts";

/** `genesis create`: options on the command line win over the requirements file. */
export async function create(command: CreateCommand, console: Console): Promise<number> {
  const fromFile =
    command.requirementsFile === undefined ? {} : await readRequirements(command.requirementsFile);
  const requirements = { ...fromFile, ...fromOptions(command) };
  const genesis = await openGenesis();
  try {
    await noticeInterrupted(genesis, console);
    const run = genesis.createBusiness(command.type, requirements, {
      autonomous: !command.supervised,
      ...(command.mode !== undefined && { executionMode: command.mode }),
      ...(command.seed !== undefined && { seed: command.seed }),
      ...(command.budget && { budget: command.budget }),
    });
    return await followRun(run, console, command.json);
  } finally {
    await genesis.close();
  }
}

function fromOptions({ name, description, features, technologies }: CreateCommand): RequirementsInput {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(features && { mvp_features: features }),
    ...(technologies && { tech_stack: technologies }),
  };
}

import type { BaseStore } from "@langchain/langgraph";
import { GenesisError } from "../../state/errors.ts";
import { OutcomeLog } from "../../stores/outcome-log.ts";
import { Beliefs } from "./beliefs.ts";
import { DifficultyModel } from "./difficulty/model.ts";

/** Slots for the words of task texts: far fewer than an open workload has. */
const MODEL_BITS = 12;

/** What outcomes of earlier runs taught routing. */
export interface Learnt {
  readonly beliefs: Beliefs;
  readonly difficultyModel: DifficultyModel;
  /** Why there is less than there could be, for people; undefined when all is well. */
  readonly problem: string | undefined;
}

/** What routing believes without any outcome. */
export function nothingLearnt(problem?: string): Learnt {
  return { beliefs: new Beliefs(), difficultyModel: coldModel(), problem };
}

/** Reads what earlier runs taught. A model that can't be read is begun anew; a store that fails costs the lessons. */
export async function readLearnt(store: BaseStore | undefined): Promise<Learnt> {
  if (!store) return nothingLearnt();
  try {
    const log = new OutcomeLog(store);
    const [tallies, stored] = await Promise.all([log.tallies(), log.model()]);
    const { model, problem } = parseModel(stored?.model);
    return { beliefs: new Beliefs(tallies), difficultyModel: model, problem };
  } catch (error) {
    return nothingLearnt(`Outcomes of earlier runs can't be read: ${(error as Error).message}`);
  }
}

/** The stored model, or a cold one when there is none or it is of another version. */
export function parseModel(stored: unknown): { model: DifficultyModel; problem: string | undefined } {
  if (stored === undefined) return { model: coldModel(), problem: undefined };
  try {
    return { model: DifficultyModel.parse(stored), problem: undefined };
  } catch (error) {
    if (!GenesisError.isInstance(error)) throw error;
    return { model: coldModel(), problem: error.message };
  }
}

function coldModel(): DifficultyModel {
  return DifficultyModel.cold({ bits: MODEL_BITS });
}

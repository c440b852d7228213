import { END, InMemoryStore, START, StateGraph } from "@langchain/langgraph";
import { awaitApproval } from "../nodes/await-approval/index.ts";
import { composeTeam } from "../nodes/compose-team/index.ts";
import { decomposeTasks } from "../nodes/decompose-tasks/index.ts";
import { evolvePlan } from "../nodes/evolve-plan/index.ts";
import { executeTasks } from "../nodes/execute-tasks/index.ts";
import { finish } from "../nodes/finish/index.ts";
import { generateIdea } from "../nodes/generate-idea/index.ts";
import { intake } from "../nodes/intake/index.ts";
import type { GenesisNode } from "../nodes/node.ts";
import { projectRevenue } from "../nodes/project-revenue/index.ts";
import { recallContext } from "../nodes/recall-context/index.ts";
import { routeTasks } from "../nodes/route-tasks/index.ts";
import type { Services } from "../nodes/services.ts";
import { updateMemory } from "../nodes/update-memory/index.ts";
import { validateOutcome } from "../nodes/validate-outcome/index.ts";
import { validateSafety } from "../nodes/validate-safety/index.ts";
import { GenesisInputSchema, GenesisOutputSchema, GenesisStateSchema } from "../state/genesis-state.ts";
import type { Logger } from "../telemetry/logger.ts";
import {
  afterApproval,
  afterEvolution,
  afterIntake,
  afterOutcome,
  afterSafety,
  unlessFailed,
  withinBudget,
} from "./edges.ts";
import { instrument } from "./instrument.ts";
import type { NodeId } from "./node-ids.ts";

/** The lifecycle of a business as one graph (design 3): what is not on this page does not happen. */
export function buildGraph(services: Services, log: Logger) {
  // Where there is no store, budgets hold for as long as the process lives.
  const accounts = new InMemoryStore();
  const node = (id: NodeId, run: GenesisNode) => instrument(id, run, { ...services, accounts }, log);

  return (
    new StateGraph({ state: GenesisStateSchema, input: GenesisInputSchema, output: GenesisOutputSchema })
      .addNode("intake", node("intake", intake(services)))
      .addNode("recall-context", node("recall-context", recallContext(services)))
      .addNode("generate-idea", node("generate-idea", generateIdea(services)))
      .addNode("compose-team", node("compose-team", composeTeam(services)))
      .addNode("decompose-tasks", node("decompose-tasks", decomposeTasks(services)))
      .addNode("route-tasks", node("route-tasks", routeTasks(services)))
      .addNode("validate-safety", node("validate-safety", validateSafety(services)))
      .addNode("await-approval", node("await-approval", awaitApproval(services)))
      .addNode("execute-tasks", node("execute-tasks", executeTasks(services)))
      .addNode("validate-outcome", node("validate-outcome", validateOutcome(services)))
      .addNode("evolve-plan", node("evolve-plan", evolvePlan(services)))
      .addNode("project-revenue", node("project-revenue", projectRevenue(services)))
      .addNode("update-memory", node("update-memory", updateMemory(services)))
      .addNode("finish", node("finish", finish(services)))

      .addEdge(START, "intake")
      // Refused: shutdown, maintenance, orchestration off, invalid input.
      .addConditionalEdges("intake", afterIntake, ["recall-context", "finish"])
      // Memory first, so that the idea is made with it. A subsystem that fails ends the run.
      .addConditionalEdges("recall-context", unlessFailed("generate-idea"), ["generate-idea", "finish"])
      // What spends may run out of budget: then a person is asked for more, and it is done again.
      .addConditionalEdges("generate-idea", withinBudget("compose-team"), [
        "compose-team",
        "await-approval",
        "finish",
      ])
      .addConditionalEdges("compose-team", unlessFailed("decompose-tasks"), ["decompose-tasks", "finish"])
      .addConditionalEdges("decompose-tasks", withinBudget("route-tasks"), [
        "route-tasks",
        "await-approval",
        "finish",
      ])
      // The gate sees each task with its agent, before anything is done.
      .addConditionalEdges("route-tasks", unlessFailed("validate-safety"), ["validate-safety", "finish"])
      // Blocked: nothing safe is left. Supervised: a person decides. Else work begins.
      .addConditionalEdges("validate-safety", afterSafety, ["await-approval", "execute-tasks", "finish"])
      // Blocked: a person rejected something the run can't do without. Edited: the gate looks again. Some requests are
      // open: the person is asked again. A larger budget: on where it ran out.
      .addConditionalEdges("await-approval", afterApproval, [
        "execute-tasks",
        "validate-safety",
        "await-approval",
        "generate-idea",
        "decompose-tasks",
        "finish",
      ])
      .addConditionalEdges("execute-tasks", withinBudget("validate-outcome"), [
        "validate-outcome",
        "await-approval",
        "finish",
      ])
      // Failure: another round while SE-Darwin is on and rounds remain.
      .addConditionalEdges("validate-outcome", afterOutcome, ["evolve-plan", "project-revenue"])
      .addConditionalEdges("evolve-plan", afterEvolution, ["compose-team", "decompose-tasks", "finish"])
      // A final failure comes this way too: its projection is `unavailable`, its lesson is remembered.
      .addEdge("project-revenue", "update-memory")
      .addEdge("update-memory", "finish")
      .addEdge("finish", END)
  );
}

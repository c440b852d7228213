import { Annotation, Command, END, interrupt, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { STRICT_RESUME } from "../../src/runtime/snapshot.ts";

const State = Annotation.Root({
  answers: Annotation<string[]>({ reducer: (all, more) => [...all, ...more], default: () => [] }),
});

/** Two people are asked at once: the case in which LangGraph hands one answer to both. */
function twoQuestions() {
  const ask = (name: string) => () => ({ answers: [`${name}: ${interrupt(name)}`] });
  return new StateGraph(State)
    .addNode("a", ask("a"))
    .addNode("b", ask("b"))
    .addEdge(START, "a")
    .addEdge(START, "b")
    .addEdge("a", END)
    .addEdge("b", END)
    .compile({ checkpointer: new MemorySaver() });
}

async function asked() {
  const graph = twoQuestions();
  const thread = { configurable: { thread_id: "t", ...STRICT_RESUME } };
  await graph.invoke({ answers: [] }, thread);
  const [first] = (await graph.getState(thread)).tasks.flatMap((task) => task.interrupts);
  return { graph, thread, id: String(first?.id) };
}

/** `__pregel_strict_resume` is LangGraph's own and undocumented: these tell when an update drops it. */
describe("strict resume", () => {
  it("takes an answer for the question that was asked", async () => {
    const { graph, thread, id } = await asked();
    await graph.invoke(new Command({ resume: { [id]: "yes" } }), thread);
    const open = (await graph.getState(thread)).tasks.filter((task) => task.result === undefined);
    expect(open).toHaveLength(1);
  });

  it("refuses an answer that names no question, or one that nobody asked", async () => {
    const { graph, thread } = await asked();
    await expect(graph.invoke(new Command({ resume: "yes" }), thread)).rejects.toThrow(/interrupt/i);
    const stranger = "0123456789abcdef0123456789abcdef";
    await expect(graph.invoke(new Command({ resume: { [stranger]: "yes" } }), thread)).rejects.toThrow(
      /interrupt/i,
    );
    expect((await graph.getState(thread)).values.answers).toEqual([]);
  });
});

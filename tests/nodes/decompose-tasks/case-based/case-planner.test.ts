import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CasePlanner, planFromCases } from "../../../../src/nodes/decompose-tasks/case-based/case-planner.ts";
import type {
  SolvedRequest,
  ToolCatalogue,
} from "../../../../src/nodes/decompose-tasks/case-based/catalogue.ts";

const CATALOGUE: ToolCatalogue = {
  tools: [
    { id: "search_train", description: "Search for trains between two stations" },
    { id: "book_train", description: "Book a train ticket" },
    { id: "cancel_train", description: "Cancel a train ticket" },
    { id: "set_alarm", description: "Set an alarm clock" },
    { id: "cancel_alarm", description: "Cancel an alarm" },
  ],
  links: [
    ["search_train", "book_train"],
    ["cancel_train", "search_train"],
    ["cancel_alarm", "set_alarm"],
    ["set_alarm", "cancel_alarm"],
  ],
};

function solved(id: string, request: string, ...nodes: string[]): SolvedRequest {
  return {
    id,
    request,
    nodes,
    links: nodes.slice(1).map((to, index) => [nodes[index] as string, to] as const),
  };
}

const CASES = [
  solved("c1", "Book a train ticket from Rome to Milan tomorrow", "search_train", "book_train"),
  solved("c2", "I need a train from Oslo to Bergen, please book the ticket", "search_train", "book_train"),
  solved("c3", "Cancel my train ticket and book a later one", "cancel_train", "search_train", "book_train"),
  solved("c4", "Set an alarm at seven and cancel the alarm at six", "set_alarm", "cancel_alarm"),
  solved("c5", "First set the alarm for nine, then cancel the one at ten", "set_alarm", "cancel_alarm"),
  solved("c6", "Cancel the alarm at six and set an alarm at seven", "cancel_alarm", "set_alarm"),
  solved("c7", "Please cancel the old alarm, then set a new one at nine", "cancel_alarm", "set_alarm"),
];
const planner = new CasePlanner(CATALOGUE, CASES);

describe("planFromCases", () => {
  it("repeats what solved a request like it, and says which", () => {
    const plan = planner.plan("Book me a train ticket from Paris to Lyon");
    expect(plan).toMatchObject({
      nodes: ["search_train", "book_train"],
      links: [["search_train", "book_train"]],
      basis: "cases",
    });
    expect(plan.evidence[0]?.case_id).toBe("c1");
    expect(plan.evidence.map(({ similarity }) => similarity)).toEqual(
      plan.evidence.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
    );
  });

  it("tells requests of the same words by their order", () => {
    expect(planner.plan("Cancel the alarm at ten and set an alarm at eleven").nodes).toEqual([
      "cancel_alarm",
      "set_alarm",
    ]);
    expect(planner.plan("Set an alarm at eleven and cancel the alarm at ten").nodes).toEqual([
      "set_alarm",
      "cancel_alarm",
    ]);
  });

  it("falls back to the tools' descriptions for an empty bank and for words no case has", () => {
    const expected = {
      nodes: ["set_alarm", "cancel_alarm"],
      links: [["set_alarm", "cancel_alarm"]],
      basis: "descriptions",
      evidence: [],
    };
    expect(planFromCases("cancel the alarm clock", CATALOGUE, [])).toEqual(expected);
    expect(planFromCases("zzz qqq", CATALOGUE, CASES)).toMatchObject({ basis: "descriptions" });
  });

  it("links nothing that the catalogue does not allow, and anything when it lists no links", () => {
    const { tools } = CATALOGUE;
    const links = [["book_train", "search_train"]] as const;
    expect(planFromCases(CASES[0]?.request ?? "", { tools, links }, CASES).links).toEqual([]);
    expect(planFromCases("train station ticket", { tools }, []).links).toHaveLength(1);
    expect(planFromCases(CASES[0]?.request ?? "", { tools }, CASES).links).toEqual([
      ["search_train", "book_train"],
    ]);
  });

  it("never proposes a tool that is unknown or a plan with a cycle", () => {
    const odd = [
      solved("o1", "fly to the moon", "rocket", "set_alarm"),
      {
        id: "o2",
        request: "fly to the moon now",
        nodes: ["set_alarm", "cancel_alarm"],
        links: [
          ["set_alarm", "cancel_alarm"],
          ["cancel_alarm", "set_alarm"],
        ] as const,
      },
      solved("o3", "fly to the moon", "rocket"),
    ];
    const plan = planFromCases("fly to the moon now", CATALOGUE, odd);
    expect(plan).toMatchObject({ nodes: ["set_alarm"], links: [], basis: "cases" });
  });

  it.each(["", "   ", "?!…"])("refuses the request %j with a code", (request) => {
    expect(() => planner.plan(request)).toThrowError(expect.objectContaining({ code: "REQUEST_EMPTY" }));
  });

  it.each([
    ["no tools", { tools: [] }],
    [
      "two tools with one id",
      { tools: [...CATALOGUE.tools, CATALOGUE.tools[0] as { id: string; description: string }] },
    ],
  ])("refuses %s with a code", (_what, catalogue) => {
    expect(() => new CasePlanner(catalogue, CASES)).toThrowError(
      expect.objectContaining({ code: "TOOLS_INVALID" }),
    );
  });

  it("plans a request of 100,000 characters by its beginning, quickly", () => {
    const start = "Book a train ticket from Paris to Lyon. ";
    const long = start.repeat(2_500);
    expect(long).toHaveLength(100_000);
    expect(planner.plan(long).nodes).toEqual(["search_train", "book_train"]);
    expect(planner.plan(long)).toEqual(planner.plan(`${long} and the rest`));
  });

  it("is deterministic and proposes known tools and allowed links only, for any text", () => {
    const known = new Set(CATALOGUE.tools.map(({ id }) => id));
    const allowed = new Set(CATALOGUE.links?.map((link) => link.join()));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.subarray(CASES), (text, cases) => {
        const request = `${text} x`;
        const plan = planFromCases(request, CATALOGUE, cases);
        expect(plan.nodes.every((id) => known.has(id))).toBe(true);
        expect(plan.nodes.length).toBeGreaterThan(0);
        expect(plan.links.every((link) => allowed.has(link.join()))).toBe(true);
        expect(planFromCases(request, CATALOGUE, cases)).toEqual(plan);
      }),
      { numRuns: 60 },
    );
  });
});

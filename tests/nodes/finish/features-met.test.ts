import { expect, it } from "vitest";
import { featuresMet } from "../../../src/nodes/finish/features-met.ts";
import { aResult } from "../../support/tasks.ts";

const built = (feature: string, why?: string) =>
  aResult({
    task_id: `build-${feature}`,
    feature,
    output: { met_by: "records", page: `/m/${feature}`, why },
  });

it("says how each feature was met, as far as a task that was done tells", () => {
  const told = [built("maps", "A block gives it."), { ...built("games"), status: "failed" as const }];
  expect(featuresMet([...told, aResult({ task_id: "test-maps", feature: "maps" })])).toEqual([
    { feature: "maps", met_by: "records", page: "/m/maps", why: "A block gives it." },
  ]);
  expect(featuresMet([built("maps")])).toMatchObject([{ why: null }]);
});

it("believes a later task that corrects it", () => {
  const met_otherwise = [
    { feature: "maps", why: "Replaced." },
    { feature: "no such feature", why: "-" },
  ];
  const launched = aResult({ task_id: "deploy-product", output: { met_otherwise } });
  const damaged = aResult({ task_id: "integration-test", output: { met_otherwise: "maps" } });
  expect(
    featuresMet([built("maps", "Built by the model."), built("games", "A block."), damaged, launched]),
  ).toEqual([
    { feature: "maps", met_by: "records", page: "/m/maps", why: "Replaced." },
    { feature: "games", met_by: "records", page: "/m/games", why: "A block." },
  ]);
});

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MAX_ROUNDS } from "../../../src/agents/built-in/checked-release.ts";
import type { QualityGate } from "../../../src/agents/built-in/quality-gate.ts";
import { type FeatureModule, ModuleSchema } from "../../../src/templates/kit/modules/language.ts";
import type { Release } from "../../../src/tools/build-release.ts";
import { errorFinding, type Finding } from "../../../src/tools/quality/finding.ts";
import { builtIn } from "../../support/built-in.ts";
import { LENDING } from "../../support/modules.ts";
import { BUSINESS_ID } from "../../support/products.ts";

const FEATURE = "Neighbourhood sharing";
const SLUG = "neighbourhood-sharing";
const TEST = { task_id: "integration-test", phase: "test" } as const;
const DEPLOY = { task_id: "deploy-product", phase: "deploy", effect: "deploy" } as const;
const broken = (slug = SLUG) =>
  errorFinding("links", `GET /m/${slug}/loan?view=board as user`, "Answers 500: no");

const fileOf = (slug: string) => `modules/${slug}.json`;

function moduleIn(folder: string, slug = SLUG): FeatureModule {
  return ModuleSchema.parse(JSON.parse(readFileSync(join(folder, fileOf(slug)), "utf8")));
}

/** A worker whose gate finds in a release what `find` says; the modules of the features are a model's. */
async function setup(find: (release: Release) => readonly Finding[], features = [FEATURE]) {
  const judged: number[] = [];
  const qualityGate: QualityGate = async (release) => {
    judged.push(release.number);
    return { findings: find(release), ran: ["links"] };
  };
  const { home, workspace, work: build } = builtIn(features);
  for (const [at, feature] of features.entries()) {
    await build({ task_id: `build-feature-${at + 1}`, phase: "build", feature });
  }
  const standing = () => moduleIn(workspace().project);
  const asModels = features.map((feature) => {
    const slug = feature.toLowerCase().replaceAll(" ", "-");
    const own = { slug, title: feature, feature, made_by: "model" };
    return [fileOf(slug), `${JSON.stringify(ModuleSchema.parse({ ...LENDING, ...own }))}\n`] as const;
  });
  workspace().write(new Map(asModels), "build-feature-1");
  return { ...builtIn(features, { home, qualityGate }), standing, judged };
}

const byModel = ({ folder }: Release, slug = SLUG) => moduleIn(folder, slug).made_by === "model";

describe("a module of a model in which the checks of a release find an error", () => {
  it("is replaced by the recipe's, which is checked and launched, and told", async () => {
    const { work, judged, standing } = await setup((release) => (byModel(release) ? [broken()] : []));
    const tested = await work(TEST);
    expect(tested).toMatchObject({
      release: 2,
      findings: [
        expect.objectContaining({
          severity: "warning",
          message: expect.stringContaining("recipe's took its place"),
        }),
      ],
    });
    expect(JSON.stringify(tested.artefacts)).toContain(fileOf(SLUG));
    expect(judged).toEqual([1, 2]);
    expect(standing().made_by).toBe("recipe");
    const launched = await work(DEPLOY);
    expect(launched.warnings).toEqual([
      expect.stringMatching(/"Neighbourhood sharing".*links: Answers 500: no/),
    ]);
    expect(launched.met_otherwise).toEqual([
      { feature: FEATURE, why: expect.stringMatching(/^Records module after the model's failed/) },
    ]);
    expect((await fetch(`${launched.deployment_url}/m/${SLUG}`)).status).toBe(200);
  });

  it.each([
    [
      "a test",
      errorFinding("tests", "src/blocks/records/modules.test.tsx:120:5", `${SLUG}: what its examples`),
    ],
    ["its file", errorFinding("secrets", `${fileOf(SLUG)}:3`, "A credential.")],
    ["a form", errorFinding("forms", `POST /m/${SLUG}, nothing as owner`, "Answers 500: no")],
  ])("is found by %s", async (_what, finding) => {
    const { work, standing } = await setup((release) => (byModel(release) ? [finding] : []));
    await work(TEST);
    expect(standing().made_by).toBe("recipe");
  });

  it.each([
    errorFinding("links", "GET /pricing as visitor", "Answers 500: no"),
    broken(`${SLUG}-2`),
    errorFinding("tests", "src/kit/kit.test.tsx:1:1", `about ${SLUG}: no`),
  ])("stays when the error lies elsewhere, which fails the task: %o", async (finding) => {
    const { work, judged, standing } = await setup(() => [finding]);
    await expect(work(TEST)).rejects.toMatchObject({ code: "QUALITY_CHECK_FAILED" });
    expect(judged).toEqual([1]);
    expect(standing().made_by).toBe("model");
  });

  it("fails the task when the recipe's has it too", async () => {
    const { work, judged } = await setup(() => [broken()]);
    await expect(work(TEST)).rejects.toMatchObject({ code: "QUALITY_CHECK_FAILED" });
    expect(judged).toEqual([1, 2]);
  });

  it("is replaced within a few rounds, or the error counts", async () => {
    const features = ["Alpha sharing", "Beta sharing", "Gamma sharing", "Delta sharing", "Epsilon sharing"];
    const slugs = features.map((feature) => feature.toLowerCase().replace(" ", "-"));
    const { work, judged } = await setup((release) => {
      const next = slugs.find((slug) => byModel(release, slug));
      return next === undefined ? [] : [broken(next)];
    }, features);
    await expect(work(TEST)).rejects.toMatchObject({ code: "QUALITY_CHECK_FAILED" });
    expect(judged).toHaveLength(MAX_ROUNDS + 1);
    expect(await work(TEST)).toMatchObject({ release: features.length + 1 });
  });

  it("is checked anew when another task replaced it meanwhile", async () => {
    const { work, judged, standing } = await setup((release) => (byModel(release) ? [broken()] : []));
    await Promise.all([work(TEST), work({ ...TEST, task_id: "review-security" })]);
    expect(judged.filter((number) => number === 2)).toHaveLength(2);
    expect(standing().made_by).toBe("recipe");
  });

  it("is not taken from those who use it already", async () => {
    let strict = false;
    const { work, standing } = await setup((release) => (strict && byModel(release) ? [broken()] : []));
    await work(DEPLOY);
    strict = true;
    await expect(work(TEST, { improves: BUSINESS_ID })).rejects.toMatchObject({
      code: "QUALITY_CHECK_FAILED",
    });
    expect(standing().made_by).toBe("model");
  });

  it("is not spoken of once the feature is built anew, nor when the record of it is damaged", async () => {
    const { work, workspace } = await setup((release) => (byModel(release) ? [broken()] : []));
    await work(TEST);
    const record = workspace().path("replaced-modules.json");
    expect(existsSync(record)).toBe(true);
    await work({ task_id: "build-feature-1", phase: "build", feature: FEATURE });
    expect((await work(TEST)).findings).toEqual([]);
    writeFileSync(record, "{");
    expect((await work(TEST)).findings).toEqual([]);
  });
});

import { statSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { loadGate, type SafetyGate } from "../../src/nodes/validate-safety/gate.ts";
import type { SafetyAction } from "../../src/state/safety.ts";
import { type EvalReport, type EvalSuite, EvalUsageError, type Figures } from "../report.ts";
import { BASELINES } from "./baselines.ts";
import { claimsOf } from "./claims.ts";
import { auc, figuresOf, type Judged, quantile } from "./figures.ts";
import { type Item, readItems } from "./items.ts";

const MODEL_FILES = ["word-vectors.bin", "classifier.bin", "lexicon.yaml"];
const HELD_OUT = new URL("./data/business-held-out.jsonl", import.meta.url).pathname;

/** Safety: what the gate does with texts whose harm is known, beside keyword and regex lists (design 8). */
export const run: EvalSuite = async ({ test }) => {
  const files = test.length > 0 ? test : [HELD_OUT];
  const items = files.flatMap(readItems);
  if (items.length === 0) throw new EvalUsageError("The files hold no line with the label safe or unsafe.");
  const gate = loadGate();
  const judged = items.map((item) => judge(gate, item));
  return {
    suite: "safety",
    data: { train: [], test: files, items: items.length },
    metrics: { ...summary(judged), ...latency(judged), artefact_kilobytes: artefactBytes() / 1000 },
    baselines: Object.fromEntries(
      Object.entries(BASELINES).map(([name, flags]) => [
        name,
        summary(items.map((item) => baseline(item, flags))),
      ]),
    ),
    details: detailsOf(judged),
    claims: claimsOf(judged),
  } satisfies EvalReport;
};

/** As a run does with its default flags: `security_hardening_enabled` is on. */
function judge(gate: SafetyGate, item: Item): Judged {
  const start = performance.now();
  const { action, score } = gate.assess(item.text);
  return { item, action, harm: score.harmfulness, milliseconds: performance.now() - start };
}

function baseline(item: Item, flags: (text: string) => number): Judged {
  const hits = flags(item.text);
  const action: SafetyAction = hits > 0 ? "block" : "allow";
  return { item, action, harm: hits, milliseconds: 0 };
}

function summary(judged: readonly Judged[]): Figures {
  const of = (label: Item["label"]) => judged.filter(({ item }) => item.label === label);
  const harm = (label: Item["label"]) => of(label).map((one) => one.harm);
  const area = auc(harm("unsafe"), harm("safe"));
  return {
    ...figuresOf(of("unsafe"), "unsafe"),
    ...figuresOf(of("safe"), "safe"),
    ...(Number.isNaN(area) ? {} : { auc: area }),
  };
}

function latency(judged: readonly Judged[]): Figures {
  const times = judged.map(({ milliseconds }) => milliseconds);
  return { latency_ms_p50: quantile(times, 0.5), latency_ms_p95: quantile(times, 0.95) };
}

/** Per source and label: the shares of the four actions. */
function detailsOf(judged: readonly Judged[]): Record<string, Figures> {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const name = `${one.item.source} ${one.item.label}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return Object.fromEntries([...groups].map(([name, members]) => [name, shares(members)]));
}

function shares(members: readonly Judged[]): Figures {
  const share = (wanted: SafetyAction) =>
    members.filter(({ action }) => action === wanted).length / members.length;
  return {
    items: members.length,
    allow: share("allow"),
    revise: share("revise"),
    escalate: share("escalate"),
    block: share("block"),
  };
}

function artefactBytes(): number {
  const folder = new URL("../../src/templates/safety/", import.meta.url);
  return MODEL_FILES.reduce((sum, name) => sum + statSync(new URL(name, folder)).size, 0);
}

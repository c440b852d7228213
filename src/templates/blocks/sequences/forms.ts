import { z } from "zod";
import {
  type FormResult,
  type FormState,
  field,
  formError,
  type Option,
  type Product,
} from "../../kit/index.ts";
import { findSegment, listSegments } from "../segments/index.ts";
import { linkProblem } from "./letter.tsx";
import type { Step, StepDraft } from "./store.ts";

export const Letter = { subject: field.line(150), body: field.prose(20_000) };
export const SequenceForm = z.object({ name: field.line(100), audience: z.string() });
export const BroadcastForm = z.object({ ...Letter, audience: z.string() });
export const StepForm = z.object({
  ...Letter,
  wait: field.whole(0, 365),
  unit: field.choice(["hours", "days"]),
});
export type StepFields = z.infer<typeof StepForm>;

/** Whom letters can go to, for a list: everybody, or one of the segments. */
export function audiences(product: Product, everybody: string): Option[] {
  const segments = listSegments(product).map(({ id, name }) => ({
    value: String(id),
    label: `Segment: ${name}`,
  }));
  return [{ value: "all", label: everybody }, ...segments];
}

/** The segment that was chosen: null for everybody, undefined when it is not of the list. */
export function chosenSegment(
  product: Product,
  audience: string,
): { id: number | null; name: string } | undefined {
  if (audience === "all") return { id: null, name: "Everybody" };
  const segment = findSegment(product, Number(audience));
  return segment && { id: segment.id, name: segment.name };
}

/** A form whose text has links that letters can't have is sent back with what is wrong. */
export function checkLinks<T extends { body: string }>(product: Product, form: FormResult<T>): FormResult<T> {
  if (!form.ok) return form;
  const problem = linkProblem(form.data.body, product.baseUrl);
  return problem ? { ok: false, form: formError(form.data, "body", problem) } : form;
}

export function asDraft({ subject, body, wait, unit }: StepFields): StepDraft {
  return { subject, body, delay_hours: unit === "days" ? wait * 24 : wait };
}

export function asForm({ subject, body, delay_hours }: Step): FormState {
  const inDays = delay_hours % 24 === 0 && delay_hours > 0;
  const wait = { wait: String(inDays ? delay_hours / 24 : delay_hours), unit: inDays ? "days" : "hours" };
  return { values: { subject, body, ...wait }, errors: {} };
}

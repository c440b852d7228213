import type { Product } from "../../kit/index.ts";
import type { Submission } from "./store.ts";

type Listener = (submission: Submission) => void;
const listeners = new WeakMap<Product, Listener[]>();

/** Told of every submission, within the transaction that stores it: for blocks that pass submissions on. */
export function onSubmission(product: Product, listener: Listener): void {
  listeners.set(product, [...(listeners.get(product) ?? []), listener]);
}

export function tellListeners(product: Product, submission: Submission): void {
  for (const listener of listeners.get(product) ?? []) listener(submission);
}

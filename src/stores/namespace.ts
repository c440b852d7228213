import { z } from "zod";

const namespaceSchema = z.array(z.string());

/**
 * One text per namespace, injective and such that a prefix of the labels is a prefix of the text: each label as a
 * JSON string followed by a comma.
 */
export function encodeNamespace(namespace: readonly string[]): string {
  return namespace.map((label) => `${JSON.stringify(label)},`).join("");
}

export function decodeNamespace(encoded: string): string[] {
  return namespaceSchema.parse(JSON.parse(`[${encoded.slice(0, -1)}]`));
}

/** From the prefix itself up to, not including, the first text after all that start with it ("-" follows ","). */
export function prefixRange(prefix: readonly string[]): [from: string, to: string] {
  const encoded = encodeNamespace(prefix);
  return [encoded, `${encoded.slice(0, -1)}-`];
}

/** All prefixes by which a namespace is found, the empty one first, encoded. */
export function scopesOf(namespace: readonly string[]): string[] {
  return Array.from({ length: namespace.length + 1 }, (_, depth) =>
    encodeNamespace(namespace.slice(0, depth)),
  );
}

import { GenesisError } from "../../state/errors.ts";

/** An identifier as it may enter a query. Callers' JSON may hold an object, which would be read as an operator. */
export function textId(name: string, id: unknown): string {
  if (typeof id === "string" && id !== "" && !id.includes("\0")) return id;
  throw new GenesisError(
    "STORE_KEY_INVALID",
    `"${name}" must be a non-empty string without NUL characters.`,
    { hint: `Pass ${name} as text.` },
  );
}

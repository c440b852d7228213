import { z } from "zod";

type Json = Readonly<Record<string, unknown>>;

/** The JSON Schema of what a client sends or gets; schemas with a name are referred to among the components. */
export function jsonSchemaOf(schema: z.ZodType): Json {
  const { $schema: _, $defs = {}, $ref, ...own } = z.toJSONSchema(schema, { io: "input" });
  // A schema with a name is given as a reference to its own definition.
  const { id: __, ...named } = ($ref && $defs[$ref.split("/").at(-1) ?? ""]) || own;
  return JSON.parse(JSON.stringify(named).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

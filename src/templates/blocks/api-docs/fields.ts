import { z } from "zod";

export interface FieldRow {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

interface Property {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Property[];
  readonly items?: Property;
  readonly $ref?: string;
}

/** The fields of an object schema, for people. */
export function fieldsOf(schema: z.ZodType): FieldRow[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: typeOf(property as Property),
    required: required.includes(name),
    description: (property as Property).description ?? "",
  }));
}

function typeOf(property: Property): string {
  if (property.$ref) return property.$ref.split("/").at(-1) ?? "object";
  if (property.const !== undefined) return JSON.stringify(property.const);
  if (property.anyOf) return property.anyOf.map(typeOf).join(" or ");
  if (property.type === "array" && property.items) return `list of ${typeOf(property.items)}`;
  const type = Array.isArray(property.type) ? property.type.join(" or ") : String(property.type ?? "any");
  return property.format ? `${type} (${property.format})` : type;
}

import type { z } from "zod";
import { jsonSchemaOf } from "./json-schema.ts";

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

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

/** The fields of an object schema, for people. */
export function fieldsOf(schema: z.ZodType): FieldRow[] {
  const { properties = {}, required = [] } = jsonSchemaOf(schema) as ObjectSchema;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: typeOf(property),
    required: required.includes(name),
    description: property.description ?? "",
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

import type { z } from "zod";
import type { Product } from "../../kit/index.ts";
import { ItemSchema, type Operation, operationsOf, PROBLEMS, ProblemSchema } from "../gateway/index.ts";
import { jsonSchemaOf } from "./json-schema.ts";

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 description of the API, made from the schemas that the gateway checks requests by. */
export function openApi(product: Product): Json {
  const { business, baseUrl } = product;
  const operations = operationsOf(product);
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describeOperation(operation),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: `${business.name} API`,
      version: "1.0.0",
      description: business.description,
      contact: { email: business.contact_email },
    },
    servers: [{ url: baseUrl }],
    paths,
    components: {
      schemas: schemasOf(operations),
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "A key made at /keys" } },
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([name, { title }]) => [
          name,
          {
            description: title,
            content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
          },
        ]),
      ),
    },
  };
}

function describeOperation(operation: Operation): Json {
  const { id, summary, description, key, body, status, answer, problems, path, query, example } = operation;
  return {
    operationId: id,
    summary,
    description,
    security: key ? [{ key: [] }] : [],
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: reference(body), example: example.body } },
      },
    }),
    responses: {
      [status]: {
        description: "Done",
        ...(answer && { content: { "application/json": { schema: reference(answer) } } }),
      },
      ...Object.fromEntries(
        problems.map((name) => [PROBLEMS[name].status, { $ref: `#/components/responses/${name}` }]),
      ),
    },
  };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: "path", required: true, schema: { type: "string" } },
  }));
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (!query) return [];
  const { properties = {} } = jsonSchemaOf(query);
  return Object.entries(properties as Json).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema,
  }));
}

/** The name under which a schema stands among the components. */
export function nameOf(schema: z.ZodType): string {
  return schema.meta()?.id ?? "Anything";
}

function reference(schema: z.ZodType): Json {
  return { $ref: `#/components/schemas/${nameOf(schema)}` };
}

function schemasOf(operations: readonly Operation[]): Json {
  const used = operations.flatMap(({ body, answer }) => [body, answer]).filter((one) => one !== undefined);
  const entries = new Map([...used, ItemSchema, ProblemSchema].map((schema) => [nameOf(schema), schema]));
  return Object.fromEntries([...entries].map(([name, schema]) => [name, jsonSchemaOf(schema)]));
}

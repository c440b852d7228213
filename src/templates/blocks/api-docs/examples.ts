import type { Operation } from "../gateway/index.ts";

/** A request as it would be made; what stands for an id is put in its place. */
export interface ExampleRequest {
  readonly method: Operation["method"];
  readonly path: string;
  readonly body: string | undefined;
}

export function exampleRequest({ method, path, example }: Operation, id = "it_4fGh2kQx9LmN"): ExampleRequest {
  return {
    method,
    path: path.replace("{id}", id) + (example.query ?? ""),
    body: example.body === undefined ? undefined : JSON.stringify(example.body),
  };
}

/** The same for a terminal. */
export function curl(operation: Operation, baseUrl: string): string {
  const { method, path, body } = exampleRequest(operation);
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}"${baseUrl}${path}"`,
    ...(operation.key ? ['-H "Authorization: Bearer $KEY"'] : []),
    ...(body ? ['-H "Content-Type: application/json"', `-d '${body.replaceAll("'", "'\\''")}'`] : []),
  ].join(" \\\n  ");
}

import {
  A2A_CONTENT_TYPE,
  AgentCard,
  ListTaskPushNotificationConfigsResponse,
  ListTasksResponse,
  Message,
  SendMessageRequest,
  StreamResponse,
  Task,
  TaskPushNotificationConfig,
  TaskState,
  taskStateFromJSON,
} from "@a2a-js/sdk";
import { A2AError, RequestMalformedError, toRestErrorBody } from "@a2a-js/sdk/errors";
import type { A2ARequestHandler, ServerCallContext } from "@a2a-js/sdk/server";
import { type Context, Hono } from "hono";
import { clientIsGone } from "../client-gone.ts";
import { jsonBody } from "./body.ts";
import { callContext } from "./call-context.ts";
import { eventStream } from "./event-stream.ts";
import { refuseTenant } from "./json-rpc.ts";

type Reply = (c: Context, context: ServerCallContext) => Promise<Response>;

/** The HTTP+JSON binding of an agent. */
export function restRoutes(handler: A2ARequestHandler): Hono {
  const answering = (reply: Reply) => async (c: Context) => {
    try {
      refuseTenant(c.req.query());
      return inTypeOf(c, await reply(c, await callContext(c, handler, "HTTP+JSON")));
    } catch (error) {
      return inTypeOf(c, failure(error));
    }
  };
  const app = new Hono();
  app.get(
    "/extendedAgentCard",
    answering(async (_c, context) =>
      json(AgentCard.toJSON(await handler.getAuthenticatedExtendedAgentCard({ tenant: "" }, context))),
    ),
  );
  app.post(
    "/message:send",
    answering(async (c, context) => {
      const result = await handler.sendMessage(await messageIn(c), context);
      return json(
        "messageId" in result ? { message: Message.toJSON(result) } : { task: Task.toJSON(result) },
      );
    }),
  );
  app.post(
    "/message:stream",
    answering(async (c, context) => stream(handler.sendMessageStream(await messageIn(c), context), context)),
  );
  addTaskRoutes(app, handler, answering);
  addPushRoutes(app, handler, answering);
  app.all("*", () => json(toRestErrorBody(new Error("There is no such resource."), 404), 404));
  return app;
}

function addTaskRoutes(app: Hono, handler: A2ARequestHandler, answering: (reply: Reply) => Reply1): void {
  app.get(
    "/tasks",
    answering(async (c, context) => json(await listed(c, handler, context))),
  );
  // Hono takes the colon of a custom method for the name of a parameter, so both are read from one segment.
  app.on(
    ["GET", "POST"],
    "/tasks/:target",
    answering(async (c, context) => {
      const [id = "", method] = (c.req.param("target") ?? "").split(":");
      const route = `${c.req.method} ${method ?? ""}`;
      if (route === "GET ") {
        const historyLength = wholeNumber(c, "historyLength");
        return json(Task.toJSON(await handler.getTask({ tenant: "", id, historyLength }, context)));
      }
      if (route === "POST cancel") {
        return json(Task.toJSON(await handler.cancelTask({ tenant: "", id, metadata: undefined }, context)));
      }
      if (method === "subscribe") return stream(handler.resubscribe({ tenant: "", id }, context), context);
      return json(toRestErrorBody(new Error("There is no such method."), 404), 404);
    }),
  );
}

type Reply1 = (c: Context) => Promise<Response>;

function addPushRoutes(app: Hono, handler: A2ARequestHandler, answering: (reply: Reply) => Reply1): void {
  const all = "/tasks/:taskId/pushNotificationConfigs";
  const ids = (c: Context) => ({
    tenant: "",
    taskId: c.req.param("taskId") ?? "",
    id: c.req.param("id") ?? "",
  });
  app.post(
    all,
    answering(async (c, context) => {
      const body = objectIn(await jsonBody(c));
      const config = TaskPushNotificationConfig.fromJSON({ ...body, taskId: ids(c).taskId });
      return json(
        TaskPushNotificationConfig.toJSON(await handler.createTaskPushNotificationConfig(config, context)),
        201,
      );
    }),
  );
  app.get(
    all,
    answering(async (c, context) => {
      const request = { tenant: "", taskId: ids(c).taskId, pageSize: 0, pageToken: "" };
      const configs = await handler.listTaskPushNotificationConfigs(request, context);
      return json(ListTaskPushNotificationConfigsResponse.toJSON(configs));
    }),
  );
  app.get(
    `${all}/:id`,
    answering(async (c, context) =>
      json(TaskPushNotificationConfig.toJSON(await handler.getTaskPushNotificationConfig(ids(c), context))),
    ),
  );
  app.delete(
    `${all}/:id`,
    answering(async (c, context) => {
      await handler.deleteTaskPushNotificationConfig(ids(c), context);
      return new Response(null, { status: 204 });
    }),
  );
}

async function listed(c: Context, handler: A2ARequestHandler, context: ServerCallContext): Promise<unknown> {
  const { contextId = "", status, pageToken = "", includeArtifacts, statusTimestampAfter } = c.req.query();
  const request = {
    tenant: "",
    contextId,
    status: status ? taskStateFromJSON(status) : TaskState.TASK_STATE_UNSPECIFIED,
    pageSize: wholeNumber(c, "pageSize"),
    pageToken,
    historyLength: wholeNumber(c, "historyLength"),
    statusTimestampAfter: statusTimestampAfter || undefined,
    includeArtifacts: includeArtifacts === "true",
  };
  const response = await handler.listTasks(request, context);
  const tasks = response.tasks.map((task) => {
    const spec = Task.toJSON(task) as Record<string, unknown>;
    return request.includeArtifacts ? { artifacts: [], ...spec } : spec;
  });
  // Fields that protobuf's JSON leaves out when they are empty are required here.
  return { ...(ListTasksResponse.toJSON(response) as object), ...pageOf(response), tasks };
}

function pageOf({ nextPageToken, pageSize, totalSize }: ListTasksResponse) {
  return { nextPageToken, pageSize, totalSize };
}

async function messageIn(c: Context): Promise<SendMessageRequest> {
  const body = objectIn(await jsonBody(c));
  refuseTenant(body);
  const request = SendMessageRequest.fromJSON(body);
  if (!request.message?.messageId) throw new RequestMalformedError("message.messageId is required.");
  return request;
}

function objectIn(body: unknown): Record<string, unknown> {
  if (typeof body === "object" && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new RequestMalformedError("The body is no JSON object.");
}

function wholeNumber(c: Context, name: string): number | undefined {
  const text = c.req.query(name);
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new RequestMalformedError(`${name} has to be a whole number.`);
}

async function stream(
  events: AsyncGenerator<StreamResponse, void, undefined>,
  context: ServerCallContext,
): Promise<Response> {
  return await eventStream(events, {
    json: StreamResponse.toJSON,
    errorJson: (error) => toRestErrorBody(error, statusOf(error)),
    onGone: () => clientIsGone(context),
  });
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

/** JSON in the media type that the client uses: that of A2A is newer (1.0.1), and both are allowed. */
function inTypeOf(c: Context, response: Response): Response {
  const used = `${c.req.header("accept") ?? ""},${c.req.header("content-type") ?? ""}`;
  const isJson = response.headers.get("content-type") === "application/json";
  if (isJson && used.includes(A2A_CONTENT_TYPE)) response.headers.set("content-type", A2A_CONTENT_TYPE);
  return response;
}

/** Section 5.4 of the specification, where the SDK answers otherwise. */
const STATUSES: Readonly<Record<string, number>> = {
  TaskNotFoundError: 404,
  TaskNotCancelableError: 409,
  ContentTypeNotSupportedError: 415,
  InvalidAgentResponseError: 502,
  A2AError: 500,
};

function statusOf(error: unknown): number {
  return error instanceof A2AError ? (STATUSES[error.name] ?? 400) : 500;
}

function failure(error: unknown): Response {
  const known =
    error instanceof SyntaxError
      ? new RequestMalformedError("The body is no JSON.")
      : error instanceof A2AError
        ? error
        : new A2AError("The server failed at it.");
  const status = statusOf(known);
  return json(toRestErrorBody(known, status), status);
}

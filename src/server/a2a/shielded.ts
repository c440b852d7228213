import { A2AError, RequestMalformedError } from "@a2a-js/sdk/errors";
import type { A2ARequestHandler } from "@a2a-js/sdk/server";
import { GenesisError } from "../../state/errors.ts";
import type { Logger } from "../../telemetry/logger.ts";

/** The handler as clients may meet it: what is no error of the protocol is logged, and they get none of its words. */
export function shielded(handler: A2ARequestHandler, log: Logger): A2ARequestHandler {
  const fail = (error: unknown): never => {
    if (error instanceof A2AError) throw error;
    if (GenesisError.isInstance(error) && error.category !== "system") {
      throw new RequestMalformedError(`${error.code}: ${error.message} ${error.hint}`);
    }
    log.error({ err: error }, "an A2A request failed");
    throw new A2AError("The server failed at it; its log says why.");
  };
  async function* stream<T>(items: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
    try {
      yield* items;
    } catch (error) {
      fail(error);
    }
  }
  return {
    getAgentCard: () => handler.getAgentCard().catch(fail),
    getAuthenticatedExtendedAgentCard: (request, context) =>
      handler.getAuthenticatedExtendedAgentCard(request, context).catch(fail),
    sendMessage: (request, context) => handler.sendMessage(request, context).catch(fail),
    sendMessageStream: (request, context) => stream(handler.sendMessageStream(request, context)),
    getTask: (request, context) => handler.getTask(request, context).catch(fail),
    listTasks: (request, context) => handler.listTasks(request, context).catch(fail),
    cancelTask: (request, context) => handler.cancelTask(request, context).catch(fail),
    resubscribe: (request, context) => stream(handler.resubscribe(request, context)),
    createTaskPushNotificationConfig: (request, context) =>
      handler.createTaskPushNotificationConfig(request, context).catch(fail),
    getTaskPushNotificationConfig: (request, context) =>
      handler.getTaskPushNotificationConfig(request, context).catch(fail),
    listTaskPushNotificationConfigs: (request, context) =>
      handler.listTaskPushNotificationConfigs(request, context).catch(fail),
    deleteTaskPushNotificationConfig: (request, context) =>
      handler.deleteTaskPushNotificationConfig(request, context).catch(fail),
  };
}

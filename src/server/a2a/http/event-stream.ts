import { formatSSEErrorEvent, formatSSEEvent, SSE_HEADERS } from "@a2a-js/sdk";

export interface EventStreamOptions<T> {
  readonly json: (item: T) => unknown;
  readonly errorJson: (error: unknown) => unknown;
  /** Told when the client goes away, which the source must end for: it may be waiting for an item that never comes. */
  readonly onGone: () => void;
  /** How often something is sent when nothing happens, so that no one in between takes the line for dead. */
  readonly keepAliveMs?: number;
}

/**
 * Answers with server-sent events. The first item is waited for, so that a request which is refused gets a plain
 * answer: then it throws what the source throws.
 */
export async function eventStream<T>(
  source: AsyncGenerator<T, void, undefined>,
  { json, errorJson, onGone, keepAliveMs = 15_000 }: EventStreamOptions<T>,
): Promise<Response> {
  const first = await source.next();
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout;
  let gone = false;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => {
        if (!gone) controller.enqueue(encoder.encode(text));
      };
      timer = setInterval(() => send(":\n\n"), keepAliveMs);
      try {
        if (!first.done) send(formatSSEEvent(json(first.value)));
        for (let next = first; !next.done && !gone; ) {
          next = await source.next();
          if (!next.done) send(formatSSEEvent(json(next.value)));
        }
      } catch (error) {
        send(formatSSEErrorEvent(errorJson(error)));
      } finally {
        clearInterval(timer);
        if (!gone) controller.close();
      }
    },
    cancel() {
      gone = true;
      clearInterval(timer);
      onGone();
      void source.return(undefined);
    },
  });
  return new Response(body, { headers: SSE_HEADERS });
}

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { type LifecycleEvent, LifecycleEventSchema } from "../../src/state/lifecycle-event.ts";

export interface Delivery {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly event: LifecycleEvent;
  /** The status it was answered with; 0 when it was given none. */
  readonly status: number;
}

/** How the receiver treats one request. */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string> }
  /** Answers after some time. */
  | { readonly slowMs: number }
  /** Never answers. */
  | "hang"
  /** Breaks the connection off before any answer. */
  | "reset"
  /** Says 200, announces a body, and breaks off in the middle of it. */
  | "cut"
  /** Says 200 and answers with a body that never ends. */
  | "endless";

export type Behaviour = (event: LifecycleEvent, number: number) => Fault | undefined;

/** A dashboard as guide 14.4 describes it, which can be told to fail. It keeps what it was sent. */
export class WebhookReceiver {
  readonly deliveries: Delivery[] = [];
  /** What to do to each request; answers 200 where it says nothing. */
  behave: Behaviour = () => undefined;
  readonly #server = createServer((request, response) => {
    void this.#answer(request, response);
  });
  #port = 0;

  static async start(behave?: Behaviour): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    if (behave) receiver.behave = behave;
    await receiver.up();
    onTestFinished(() => receiver.down());
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, at the port it had before. */
  async up(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Ids of what was answered with 2xx, in order. */
  get accepted(): string[] {
    return this.deliveries.filter(({ status }) => status >= 200 && status < 300).map(({ event }) => event.id);
  }

  /** What was accepted of a business, each once, in the order of arrival. */
  sequences(businessId: string): number[] {
    const own = this.deliveries.filter(
      ({ event, status }) => event.business_id === businessId && status === 200,
    );
    return [...new Set(own.map(({ event }) => event.sequence))];
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const event = LifecycleEventSchema.parse(JSON.parse(body));
    const fault = this.behave(event, this.deliveries.length + 1);
    const status = statusOf(fault);
    this.deliveries.push({ path: request.url ?? "", headers: request.headers, body, event, status });
    if (fault === "hang") return;
    if (fault === "reset") {
      request.socket.destroy();
    } else if (fault === "cut") {
      response.writeHead(200, { "content-length": "1000" }).write("{");
      setTimeout(() => request.socket.destroy(), 20);
    } else if (fault === "endless") {
      response.writeHead(200);
      const chunk = "x".repeat(65_536);
      const pour = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", pour);
      pour();
    } else {
      const wait = fault && "slowMs" in fault ? fault.slowMs : 0;
      const headers = fault && "headers" in fault ? fault.headers : {};
      const answer = () => response.writeHead(status, headers).end('{"status":"ok"}');
      if (wait > 0) setTimeout(answer, wait);
      else answer();
    }
  }
}

function statusOf(fault: Fault | undefined): number {
  if (fault === "hang" || fault === "reset") return 0;
  return fault !== undefined && typeof fault === "object" && "status" in fault ? fault.status : 200;
}

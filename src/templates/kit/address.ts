import { z } from "zod";
import type { Request } from "./block.ts";

const Env = z.object({ incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }) });
const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/**
 * The address a request comes from, for limits; never to be stored. What a proxy says of it is believed only when the
 * proxy runs on the same machine, and of its list only the entry that it added itself, which is the last.
 */
export function remoteAddress(c: Request): string {
  const env = Env.safeParse(c.env);
  const peer = env.success ? env.data.incoming.socket.remoteAddress : "127.0.0.1";
  if (!LOOPBACK.test(peer)) return peer;
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
  return forwarded ? forwarded.slice(0, 64) : peer;
}

import type { ServerCallContext } from "@a2a-js/sdk/server";

/** In the state of a call, which the SDK hands on as it is. */
const GONE = "genesis.client-gone";

/** The state of a new call. */
export function callState(): Map<string, unknown> {
  return new Map([[GONE, new AbortController()]]);
}

/** Says that the client of a call has gone away: whatever is only for it ends. */
export function clientIsGone({ state }: ServerCallContext): void {
  controllerIn(state)?.abort();
}

/** Aborts when the client of a call goes away; undefined where nobody would notice. */
export function clientGone({ state }: ServerCallContext): AbortSignal | undefined {
  return controllerIn(state)?.signal;
}

function controllerIn(state: ReadonlyMap<string, unknown>): AbortController | undefined {
  const found = state.get(GONE);
  return found instanceof AbortController ? found : undefined;
}

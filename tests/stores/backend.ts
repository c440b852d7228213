import type { Clock } from "../../src/state/clock.ts";
import { openMemoryStores, openStores, type Stores } from "../../src/stores/open.ts";
import { makeTempFolder } from "./temp.ts";

/** A clock that only moves when told. */
export class TestClock implements Clock {
  time = Date.UTC(2026, 0, 1);
  now(): number {
    return this.time;
  }
  advance(ms: number): void {
    this.time += ms;
  }
}

export interface Backend {
  readonly stores: Stores;
  /** The same stores as another process sees them; those themselves where they are private to their opener. */
  another(): Promise<Stores>;
  close(): Promise<void>;
}

/** Empty stores that take their time from the clock. */
export type OpenBackend = (clock: Clock) => Promise<Backend>;

export const openMemory: OpenBackend = async (clock) => {
  const stores = await openMemoryStores({ clock });
  return { stores, another: async () => stores, close: () => stores.close() };
};

export const openDisk: OpenBackend = async (clock) => {
  const folder = makeTempFolder();
  const stores = await openStores({ home: folder.path, clock });
  const opened = [stores];
  return {
    stores,
    async another() {
      const other = await openStores({ home: folder.path, clock });
      opened.push(other);
      return other;
    },
    async close() {
      for (const one of opened) await one.close();
      folder.remove();
    },
  };
};

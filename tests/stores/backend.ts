import type { Clock } from "../../src/state/clock.ts";
import type { CompressionOptions } from "../../src/stores/compression.ts";
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

/** Every record compressed, whatever its size: nothing but the stored form may differ. */
export const ALWAYS_COMPRESSED = { minBytes: 0, minSaving: Number.NEGATIVE_INFINITY };

export const openDisk: OpenBackend = (clock) => openOnDisk(clock);
export const openCompressed: OpenBackend = (clock) => openOnDisk(clock, ALWAYS_COMPRESSED);

async function openOnDisk(clock: Clock, compression?: CompressionOptions): Promise<Backend> {
  const folder = makeTempFolder();
  const open = () => openStores({ home: folder.path, clock, compression });
  const stores = await open();
  const opened = [stores];
  return {
    stores,
    async another() {
      const other = await open();
      opened.push(other);
      return other;
    },
    async close() {
      for (const one of opened) await one.close();
      folder.remove();
    },
  };
}

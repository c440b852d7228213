/**
 * Reads a source to its end whether or not anybody reads what came: a reader that goes away ends nothing, and one that
 * is slow holds nothing up.
 */
export class PumpedStream<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #ended = false;
  #error: unknown;
  #abandoned = false;
  #wake: (() => void) | undefined;

  /** `done` is called when the source is at its end. Whoever reads is let go as soon as `gone` aborts. */
  constructor(source: AsyncIterable<T>, done: () => void, gone?: AbortSignal) {
    if (gone?.aborted) this.#abandon();
    else gone?.addEventListener("abort", () => this.#abandon(), { once: true });
    void this.#pump(source).finally(done);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        const item = this.#items.shift();
        if (item !== undefined) yield item;
        else if (this.#ended || this.#abandoned) break;
        else
          await new Promise<void>((wake) => {
            this.#wake = wake;
          });
      }
    } finally {
      this.#abandon();
    }
    if (this.#error !== undefined) throw this.#error;
  }

  #abandon(): void {
    this.#abandoned = true;
    this.#items.length = 0;
    this.#wake?.();
  }

  async #pump(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of source) {
        if (!this.#abandoned) this.#items.push(item);
        this.#wake?.();
      }
    } catch (error) {
      this.#error = error;
    } finally {
      this.#ended = true;
      this.#wake?.();
    }
  }
}

import type { Product } from "./block.ts";

/** Does all work that is due; returns how many things were done. */
export async function runJobs(product: Product): Promise<number> {
  let done = 0;
  for (const { jobs = [] } of product.blocks) for (const job of jobs) done += await job.run(product);
  return done;
}

/** Looks for due work every so often; returns how to stop. A failure is reported and tried again the next time. */
export function startJobs(product: Product, everyMs: number, report: (error: unknown) => void): () => void {
  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    runJobs(product)
      .catch(report)
      .finally(() => {
        running = false;
      });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

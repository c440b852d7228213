/** A process of its own for tests: `node --import tsx child.ts <home> <job> <name>`; prints one line per fact. */
import { amountOf } from "../../src/state/budget-account.ts";
import { BudgetLedger } from "../../src/stores/budget-ledger.ts";
import { leaseOwner } from "../../src/stores/lease.ts";
import { openStores } from "../../src/stores/open.ts";

const [home = "", job = "", name = ""] = process.argv.slice(2);
const stores = await openStores({ home });
const say = (line: string) => process.stdout.write(`${line}\n`);

const jobs: Record<string, () => Promise<void>> = {
  /** Tries for the lease; a winner holds it briefly, so that nobody else may win meanwhile. */
  async race() {
    const owner = leaseOwner();
    for (let round = 0; round < 20; ) {
      const lease = await stores.leases.acquire("thread", owner, 60_000);
      if ("heldBy" in lease) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        continue;
      }
      round += 1;
      say(`enter ${lease.token}`);
      await stores.store.put(["race"], "holder", { name, token: lease.token });
      await new Promise((resolve) => setTimeout(resolve, 2));
      const seen = await stores.store.get(["race"], "holder");
      if (seen?.value.token !== lease.token) say("overtaken");
      await stores.leases.release("thread", owner, lease.token);
    }
  },
  /** Tries to spend a dollar twenty times, of a day that has ten; says which it was allowed. */
  async spend() {
    const ledger = new BudgetLedger(stores.store);
    const where = { businessId: `run-${name}`, day: "2026-01-01" };
    const key = { kind: "model", node: "n", agent: "a", target: "m" } as const;
    const amount = amountOf({ usd: 1, tokens: 10, calls: 1 });
    for (let at = 0; at < 20; at += 1) {
      const id = `${name}-${at}`;
      const breach = await ledger.reserve(where, { id, key, amount }, { run: {}, day: { usd: 10 } });
      if (breach) continue;
      say(`reserved ${id}`);
      // Whoever is killed here has spent it; the others settle half of it, which the next may spend.
      if (name === "victim") await new Promise((resolve) => setTimeout(resolve, 60_000));
      const half = amountOf({ usd: 0.5, tokens: 5, calls: 1 });
      await ledger.settle(where, id, { amount: half, measured: true });
    }
  },
  async hold() {
    const lease = await stores.leases.acquire("thread", leaseOwner(), 600_000);
    say("token" in lease ? `held ${lease.token}` : "not held");
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  },
  /** Writes its own items, and one that all share. */
  async write() {
    for (let at = 0; at < 200; at += 1) {
      await stores.store.batch([
        { namespace: ["writers", name], key: `k${at}`, value: { at } },
        { namespace: ["shared"], key: `k${at}`, value: { name } },
      ]);
    }
    say("done");
  },
  /** Writes pairs in one batch for ever; a reader must never see half a pair. */
  async pairs() {
    for (let at = 0; ; at += 1) {
      await stores.store.batch([
        { namespace: ["left"], key: `k${at}`, value: { text: `left ${at}` } },
        { namespace: ["right"], key: `k${at}`, value: { text: `right ${at}` } },
      ]);
      say(`${at}`);
      if (at % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  },
};

await jobs[job]?.();
await stores.close();

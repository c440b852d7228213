import { startFakeAgent } from "./fake-agent.ts";

/** The fake agent as a process of its own, to be killed: prints its URL, then a line for each order that it begins. */
const agent = await startFakeAgent(JSON.parse(process.argv[2] ?? "{}"));
process.stdout.write(`${agent.url}\n`);
let told = 0;
setInterval(() => {
  for (; told < agent.effects.length; told += 1) process.stdout.write(`began ${agent.effects[told]}\n`);
}, 5);

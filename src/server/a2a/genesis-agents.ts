import type { Genesis } from "../../genesis.ts";
import type { HostedAgent } from "./agent-host.ts";
import { agentCard, catalogueAgent, extendedMetaAgent, metaAgent } from "./cards.ts";
import { MetaAgent } from "./meta-agent.ts";
import { WorkerAgent } from "./worker-agent.ts";

/** What Genesis serves: the meta-agent at the root, and each agent of the catalogue. */
export function genesisAgents(
  genesis: Genesis,
  facts: { readonly baseUrl: string; readonly version: string },
): HostedAgent[] {
  const { a2aServer } = genesis.config;
  const secured = a2aServer.token !== undefined;
  const archetypes = genesis.archetypes.all();
  const root = { ...facts, secured, path: "/a2a" };
  const meta: HostedAgent = {
    id: "genesis",
    path: root.path,
    cardPath: "",
    card: agentCard(metaAgent(genesis.archetypes.types()), root),
    extendedCard: agentCard(extendedMetaAgent(archetypes), root),
    work: new MetaAgent(genesis),
    slots: a2aServer.maxRuns,
  };
  const workers = genesis.foundation.services.agents.map((profile): HostedAgent => {
    const path = `/a2a/agents/${profile.agent_id}`;
    const card = agentCard(catalogueAgent(profile), { ...facts, secured, path });
    return {
      id: profile.agent_id,
      path,
      cardPath: path,
      card,
      extendedCard: card,
      work: new WorkerAgent(genesis, profile),
      slots: profile.max_concurrency,
    };
  });
  return [meta, ...workers];
}

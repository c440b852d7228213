// The import rules of src/, for scripts/check-layers.mjs.

/** Which folders of src/ a folder may import from, besides itself. Files right in src/ may import everything. */
const LAYERS = {
  state: [],
  config: ["state"],
  stores: ["state", "config"],
  telemetry: ["state"],
  tools: ["state", "config", "telemetry"],
  budget: ["state", "config", "stores", "telemetry"],
  llm: ["config", "telemetry", "state"],
  templates: ["state"],
  agents: ["tools", "templates", "state", "llm"],
  nodes: ["state", "tools", "stores", "templates", "llm", "telemetry", "config", "budget"],
  graph: ["nodes", "budget", "state", "stores", "telemetry"],
  operations: ["runtime", "nodes", "state", "stores", "telemetry", "config"],
  runtime: ["graph", "nodes", "state", "stores", "telemetry", "config"],
};
/** Entry points, and what puts the parts together: they may import everything, and nothing below imports them. */
const ENTRY_FOLDERS = ["server", "cli", "wiring"];

const layerRules = Object.entries(LAYERS).map(([layer, allowed]) => ({
  name: `layer-${layer}`,
  comment: `src/${layer} imports from ${allowed.length > 0 ? allowed.map((name) => `src/${name}`).join(", ") : "no other folder of src"}`,
  severity: "error",
  from: { path: `^src/${layer}/` },
  to: { path: "^src/", pathNot: `^src/(${[layer, ...allowed].join("|")})/` },
}));

module.exports = {
  layers: LAYERS,
  entryFolders: ENTRY_FOLDERS,
  forbidden: [
    ...layerRules,
    {
      name: "layer-server",
      comment: "src/server imports everything but src/cli: a server runs without a command line",
      severity: "error",
      from: { path: "^src/server/" },
      to: { path: "^src/cli/" },
    },
    {
      name: "state-packages",
      comment: "src/state needs no package but zod and @langchain/langgraph",
      severity: "error",
      from: { path: "^src/state/" },
      to: {
        dependencyTypesNot: ["core"],
        pathNot: ["^src/", "(^|/)node_modules/(zod|@langchain/langgraph)/"],
      },
    },
    {
      name: "no-circular",
      comment: "modules don't import each other in a circle (import type may)",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-unresolvable",
      comment: "an import that resolves to nothing escapes every other rule",
      severity: "error",
      from: { path: "^src/" },
      to: { couldNotResolve: true },
    },
    {
      name: "no-dev-dependency",
      comment: "what is shipped needs no devDependency",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-import-from-outside",
      comment: "src needs nothing of the checkout that is not shipped with it",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(tests|bench|evals|scripts)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Without it imports that TypeScript erases (import type) would not be seen.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
    },
  },
};

/**
 * The graph as LangGraph Studio and the LangGraph server load it (langgraph.json). Compiled without a saver and
 * store, because the server brings its own.
 */
import { loadConfig } from "./config/config.ts";
import { compileGraph } from "./graph/compile.ts";
import { createServices } from "./services.ts";
import { createLogger } from "./telemetry/logger.ts";

const config = loadConfig();
const log = createLogger({ level: config.logLevel });

const services = await createServices(config, log);
// Beside the start: a dashboard that does not answer must not hold the server up.
void services.lifecycle?.start();

export const graph = compileGraph(services, log);

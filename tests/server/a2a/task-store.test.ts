import { describe } from "vitest";
import { openCompressed, openDisk, openMemory } from "../../stores/backend.ts";
import { describeTaskStore } from "./task-store-suite.ts";

describe("what a server keeps in memory", () => describeTaskStore(openMemory));
describe("what a server keeps on disk", () => describeTaskStore(openDisk));
describe("what a server keeps compressed", () => describeTaskStore(openCompressed));

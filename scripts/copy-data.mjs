// Copies the data files that sit beside the sources (YAML, weights) into dist, where the compiled code looks for them.
import { cp } from "node:fs/promises";

const CODE = /\.ts$/;
await cp("src", "dist", { recursive: true, filter: (path) => !CODE.test(path) });

// Copies what sits beside the sources and is not compiled (YAML, weights, the sources of products) into dist, where the
// compiled code looks for it.
import { cp, rm } from "node:fs/promises";

const CODE = /\.tsx?$/;
const PRODUCT_SOURCES = ["templates/kit", "templates/blocks"];

await cp("src", "dist", { recursive: true, filter: (path) => !CODE.test(path) });
for (const folder of PRODUCT_SOURCES) {
  await rm(`dist/${folder}`, { recursive: true, force: true });
  await cp(`src/${folder}`, `dist/${folder}`, { recursive: true });
}

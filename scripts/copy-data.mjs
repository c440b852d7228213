// Copies what sits beside the sources and is not compiled (YAML, weights, the sources of products) into dist, where the
// compiled code looks for it.
import { cp, readdir, rm } from "node:fs/promises";

const CODE = /\.tsx?$/;
const PRODUCT_SOURCES = ["templates/kit", "templates/blocks"];

await cp("src", "dist", { recursive: true, filter: (path) => !CODE.test(path) });
for (const folder of PRODUCT_SOURCES) {
  // Genesis itself uses the language of modules too: that part was compiled and stays.
  for (const name of await readdir(`dist/${folder}`).catch(() => [])) {
    if (name !== "modules") await rm(`dist/${folder}/${name}`, { recursive: true, force: true });
  }
  await cp(`src/${folder}`, `dist/${folder}`, { recursive: true });
}

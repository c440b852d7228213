// `npm install` does not link a project's own binary; this makes `npx genesis` work inside the checkout.
import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";

const target = "dist/cli/main.js";
const bin = "node_modules/.bin";
await chmod(target, 0o755);
await mkdir(bin, { recursive: true });
if (process.platform === "win32") {
  await writeFile(`${bin}/genesis.cmd`, `@node "%~dp0\\..\\..\\${target.replaceAll("/", "\\")}" %*\r\n`);
} else {
  await rm(`${bin}/genesis`, { force: true });
  await symlink(`../../${target}`, `${bin}/genesis`);
}

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { readConfigFile, updateConfigFile } from "../../src/config/config-file.ts";
import { temporaryFolder } from "../support/services.ts";

let diskFull = false;

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    writeFileSync: (...args: Parameters<typeof fs.writeFileSync>) => {
      if (!diskFull) return fs.writeFileSync(...args);
      // What a full disk leaves of a file: its name.
      fs.writeFileSync(args[0], "");
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    },
  };
});

it("changes one setting, keeps the others, and leaves nothing half-written on a full disk", () => {
  const folder = temporaryFolder();
  const path = join(folder, "config.json");
  writeFileSync(path, JSON.stringify({ execution: { concurrency: 3 } }));
  const switchOn = () =>
    updateConfigFile(path, (file) => ({ ...file, flags: { ...file.flags, maintenance_mode: true } }));
  const before = readFileSync(path, "utf8");
  diskFull = true;
  expect(switchOn).toThrowError(expect.objectContaining({ code: "CONFIG_UNWRITABLE" }));
  diskFull = false;
  expect(readFileSync(path, "utf8")).toBe(before);
  expect(readdirSync(folder)).toEqual(["config.json"]);
  switchOn();
  expect(readConfigFile(path)).toMatchObject({
    execution: { concurrency: 3 },
    flags: { maintenance_mode: true },
  });
});

it("keeps what is set of the swarm as it was written, so that later defaults reach the rest", () => {
  const path = join(temporaryFolder(), "config.json");
  writeFileSync(path, JSON.stringify({ team: { swarm: { population: 50 } } }));
  updateConfigFile(path, (file) => ({ ...file, flags: { maintenance_mode: true } }));
  expect(JSON.parse(readFileSync(path, "utf8")).team).toEqual({ swarm: { population: 50 } });
});

it("says why it can't be read", () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  expect(() => readConfigFile(join(file, "config.json"))).toThrowError(
    expect.objectContaining({ code: "CONFIG_UNREADABLE", message: expect.stringContaining("ENOTDIR") }),
  );
});

import { existsSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildRelease, releases } from "../../src/tools/build-release.ts";
import { PRODUCT_PACKAGES } from "../../src/tools/packages.ts";
import { aWorkspace, namesIn, put, tinyProject } from "../support/products.ts";
import { temporaryFolder } from "../support/services.ts";

function project(body = "one") {
  const workspace = aWorkspace(temporaryFolder());
  tinyProject(workspace, body);
  return workspace;
}

describe("buildRelease", () => {
  it("compiles the project and takes along its data, files and packages", async () => {
    const release = await buildRelease(project());
    expect(release.number).toBe(1);
    expect(namesIn(release.folder)).toEqual(
      ["business.json", "dist", "node_modules", "package.json", "public", "release.json"].sort(),
    );
    expect(readFileSync(join(release.folder, "public/tiny/a.txt"), "utf8")).toBe("a");
    for (const name of PRODUCT_PACKAGES) {
      expect(existsSync(join(release.folder, "node_modules", name, "package.json"))).toBe(true);
      expect(readlinkSync(join(release.folder, "node_modules", name))).not.toContain(release.folder);
    }
  });

  it("gives the same release for the same project, another for another", async () => {
    const workspace = project();
    const first = await buildRelease(workspace);
    expect(await buildRelease(workspace)).toEqual(first);
    tinyProject(workspace, "two");
    const second = await buildRelease(workspace);
    expect([second.number, second.digest === first.digest]).toEqual([2, false]);
    tinyProject(workspace, "one");
    expect(await buildRelease(workspace)).toEqual(first);
    expect(releases(workspace).map(({ number }) => number)).toEqual([1, 2]);
  });

  it("builds once for callers at the same time", async () => {
    const workspace = project();
    const built = await Promise.all(Array.from({ length: 8 }, () => buildRelease(workspace)));
    expect(new Set(built.map(({ number }) => number))).toEqual(new Set([1]));
    expect(namesIn(workspace.folder, "releases")).toEqual(["1"]);
  });

  it("clears what a kill in the middle left", async () => {
    const workspace = project();
    put(join(workspace.folder, "releases/1/dist/main.js"), "half");
    put(join(workspace.folder, "releases/.1-999999999/dist/main.js"), "half");
    expect(releases(workspace)).toEqual([]);
    const release = await buildRelease(workspace);
    expect(readFileSync(join(release.folder, "dist/main.js"), "utf8")).not.toBe("half");
    expect(namesIn(workspace.folder, "releases")).toEqual(["1"]);
  });

  it("says which file does not compile, and releases nothing", async () => {
    const workspace = project();
    workspace.write(new Map([["src/main.ts", "const a: = 1;"]]), "t");
    const error = await buildRelease(workspace).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "BUILD_FAILED", message: expect.stringContaining("src/main.ts") });
    expect(releases(workspace)).toEqual([]);
    expect(namesIn(workspace.folder, "releases")).toEqual([]);
    tinyProject(workspace, "mended");
    expect((await buildRelease(workspace)).number).toBe(1);
  });

  it("says what an incomplete project lacks", async () => {
    const workspace = project();
    rmSync(join(workspace.project, "business.json"));
    await expect(buildRelease(workspace)).rejects.toMatchObject({
      code: "PROJECT_INCOMPLETE",
      message: expect.stringContaining("business.json"),
    });
  });
});

import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Workspace } from "../../src/tools/workspace.ts";
import { aWorkspace, BUSINESS_ID, namesIn, put } from "../support/products.ts";
import { temporaryFolder } from "../support/services.ts";

const files = (entries: Record<string, string | Buffer>) => new Map(Object.entries(entries));
const coded = (code: string) => expect.objectContaining({ code });

describe("Workspace.write", () => {
  it("writes below project/ and records path, digest and task", () => {
    const workspace = aWorkspace(temporaryFolder());
    const [artefact] = workspace.write(files({ "src/a.ts": "a" }), "build");
    expect(readFileSync(join(workspace.project, "src/a.ts"), "utf8")).toBe("a");
    expect(artefact).toEqual({
      path: "src/a.ts",
      sha256: "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
      bytes: 1,
      task: "build",
    });
    expect(workspace.artefacts()).toEqual([artefact]);
    expect(workspace.read("src/a.ts")).toBe("a");
    expect(workspace.read("src/b.ts")).toBeUndefined();
  });

  it("changes nothing when the content is the same, and the task that wrote last is named", () => {
    const workspace = aWorkspace(temporaryFolder());
    workspace.write(files({ "a.txt": "a" }), "one");
    const before = statSync(join(workspace.project, "a.txt")).ino;
    workspace.write(files({ "a.txt": "a" }), "two");
    expect(statSync(join(workspace.project, "a.txt")).ino).toBe(before);
    workspace.write(files({ "a.txt": "b" }), "three");
    expect(workspace.artefacts()).toEqual([expect.objectContaining({ path: "a.txt", task: "three" })]);
    expect(namesIn(workspace.project)).toEqual(["a.txt"]);
  });

  it.each([
    "../a",
    "a/../../b",
    "/etc/passwd",
    "",
    ".",
    "..",
    "a//b",
    "a/",
    "a\\b",
    "C:/a",
    "con",
    "src/NUL.txt",
    "lpt1",
    "a\0b",
    "a b",
    "é",
    "a.",
    "x".repeat(201),
  ])("refuses the path %j", (path) => {
    const workspace = aWorkspace(temporaryFolder());
    expect(() => workspace.write(files({ ok: "1", [path]: "2" }), "t")).toThrow(
      coded("WORKSPACE_PATH_INVALID"),
    );
    expect(() => workspace.read(path)).toThrow(coded("WORKSPACE_PATH_INVALID"));
    expect(namesIn(workspace.project)).toEqual([]);
  });

  it("never writes outside, whatever the path", () => {
    const home = temporaryFolder();
    const workspace = aWorkspace(home);
    const part = fc.constantFrom("..", ".", "a", "", "b.ts", "con", "~", "%2e%2e", "\\", " ");
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        try {
          workspace.write(files({ [parts.join("/")]: "x" }), "t");
        } catch (error) {
          expect(error).toEqual(expect.objectContaining({ code: expect.stringMatching(/^WORKSPACE_/) }));
        }
      }),
    );
    expect(namesIn(home)).toEqual(["businesses"]);
    expect(namesIn(home, "businesses")).toEqual([basename(workspace.folder)]);
    expect(namesIn(workspace.folder)).toEqual(["artefacts.json", "project"]);
  });

  it("does not follow links out of the folder", () => {
    const [workspace, elsewhere] = [aWorkspace(temporaryFolder()), temporaryFolder()];
    mkdirSync(workspace.project);
    symlinkSync(elsewhere, join(workspace.project, "src"));
    writeFileSync(join(elsewhere, "secret"), "s");
    symlinkSync(join(elsewhere, "secret"), join(workspace.project, "file"));
    for (const path of ["src/a.ts", "file"]) {
      expect(() => workspace.write(files({ [path]: "x" }), "t")).toThrow(coded("WORKSPACE_PATH_INVALID"));
      expect(() => workspace.read(path)).toThrow(coded("WORKSPACE_PATH_INVALID"));
    }
    expect(namesIn(elsewhere)).toEqual(["secret"]);
    rmSync(workspace.project, { recursive: true });
    symlinkSync(elsewhere, workspace.project);
    expect(() => workspace.write(files({ a: "x" }), "t")).toThrow(coded("WORKSPACE_PATH_INVALID"));
  });

  it("keeps the limits on size and number", () => {
    const workspace = aWorkspace(temporaryFolder());
    const large = Buffer.alloc(1_048_577);
    expect(() => workspace.write(files({ large }), "t")).toThrow(coded("WORKSPACE_LIMIT"));
    const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, at) => [`f${at}`, ""]));
    expect(() => workspace.write(files(many), "t")).toThrow(coded("WORKSPACE_LIMIT"));
    const heavy = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`f${at}`, large.subarray(1)]));
    expect(() => workspace.write(files(heavy), "t")).toThrow(coded("WORKSPACE_LIMIT"));
    expect(namesIn(workspace.project)).toEqual([]);
    workspace.write(files({ most: large.subarray(1) }), "t");
  });

  it("says what is gone or was changed by others", () => {
    const workspace = aWorkspace(temporaryFolder());
    workspace.write(files({ a: "a", b: "b", c: "c" }), "t");
    put(join(workspace.project, "a"), "other");
    rmSync(join(workspace.project, "b"));
    expect(workspace.damaged().map(({ path }) => path)).toEqual(["a", "b"]);
  });

  it("takes up where a kill left it: files are whole, the record is true or behind", () => {
    const workspace = aWorkspace(temporaryFolder());
    workspace.write(files({ a: "a" }), "t");
    // Killed between a file and the record.
    put(join(workspace.project, "b"), "b");
    expect(workspace.damaged()).toEqual([]);
    workspace.write(files({ b: "b" }), "t");
    expect(workspace.artefacts().map(({ path }) => path)).toEqual(["a", "b"]);
  });

  it("says when the folder can't be written", () => {
    const workspace = aWorkspace(temporaryFolder());
    writeFileSync(workspace.project, "in the way");
    expect(() => workspace.write(files({ a: "a" }), "t")).toThrow(coded("WORKSPACE_UNWRITABLE"));
  });
});

describe("Workspace.open", () => {
  it.each([
    ["../../etc", "etc"],
    ["con", "con"],
    ["..", "business"],
    ["💸💸💸", "business"],
    ["<script>alert(1)</script>", "script-alert-1-script"],
    ["Çafé & Söhne", "cafe-sohne"],
    ["x".repeat(120), "x".repeat(40)],
  ])("makes a safe folder for the name %j", (businessName, slug) => {
    const home = temporaryFolder();
    const workspace = aWorkspace(home, BUSINESS_ID, businessName);
    expect(workspace.folder).toBe(join(home, "businesses", `${slug}-${BUSINESS_ID.slice(0, 8)}`));
    expect(statSync(workspace.folder).mode & 0o777).toBe(0o700);
    expect(Workspace.find(home, BUSINESS_ID)).toMatchObject({ businessName, folder: workspace.folder });
  });

  it("keeps two businesses of the same name apart", () => {
    const home = temporaryFolder();
    const other = "1b7e61d2-3c4f-4a5b-8c9d-0e1f2a3b4c5d";
    expect(aWorkspace(home).folder).not.toBe(aWorkspace(home, other).folder);
    expect(
      Workspace.all(home)
        .map(({ businessId }) => businessId)
        .sort(),
    ).toEqual([BUSINESS_ID, other].sort());
  });

  it("refuses the folder of another business", () => {
    const home = temporaryFolder();
    aWorkspace(home);
    const twin = `${BUSINESS_ID.slice(0, -1)}${BUSINESS_ID.endsWith("e") ? "f" : "e"}`;
    expect(() => aWorkspace(home, twin)).toThrow(coded("WORKSPACE_CONFLICT"));
    expect(() => Workspace.find(home, twin)).toThrow(coded("WORKSPACE_MISSING"));
  });

  it("makes a folder that vanished again, and says when it can't", () => {
    const home = temporaryFolder();
    const { folder } = aWorkspace(home);
    rmSync(folder, { recursive: true });
    expect(existsSync(aWorkspace(home).folder)).toBe(true);
    rmSync(dirname(folder), { recursive: true });
    expect(() => Workspace.find(home, BUSINESS_ID)).toThrow(coded("WORKSPACE_MISSING"));
    writeFileSync(dirname(folder), "in the way");
    expect(() => aWorkspace(home)).toThrow(coded("WORKSPACE_UNWRITABLE"));
  });

  it("says when its record can't be read", () => {
    const home = temporaryFolder();
    put(join(aWorkspace(home).folder, "artefacts.json"), "{");
    expect(() => aWorkspace(home)).toThrow(coded("WORKSPACE_RECORD_INVALID"));
  });
});

import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type TypeScript from "typescript";
import { errorFinding, type Finding } from "./finding.ts";

const require = createRequire(import.meta.url);
/** Where the packages of a project are looked for when it is not installed: from this file upwards. */
const HERE = fileURLToPath(import.meta.url);
const MAX_FINDINGS = 50;

/** Type-checks a project by its own tsconfig.json. Packages it has not installed are those of Genesis. */
export async function checkTypes(project: string): Promise<Finding[]> {
  const { default: ts } = await import("typescript");
  const path = join(project, "tsconfig.json");
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile);
  if (error) return [finding(ts, project, error)];
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, project);
  const options: TypeScript.CompilerOptions = {
    ...parsed.options,
    noEmit: true,
    typeRoots: [dirname(dirname(require.resolve("@types/node/package.json")))],
  };
  const program = ts.createProgram({
    rootNames: parsed.fileNames,
    options,
    host: hostWithOurPackages(ts, options),
  });
  // A file without any is "No inputs were found" among the errors of the configuration.
  const found = [...parsed.errors, ...ts.getPreEmitDiagnostics(program)];
  return found.slice(0, MAX_FINDINGS).map((diagnostic) => finding(ts, project, diagnostic));
}

function hostWithOurPackages(
  ts: typeof TypeScript,
  options: TypeScript.CompilerOptions,
): TypeScript.CompilerHost {
  const host = ts.createCompilerHost(options);
  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), (name) => name, options);
  host.resolveModuleNameLiterals = (literals, file, redirected, _options, source) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(source, literal, options);
      const found = ts.resolveModuleName(literal.text, file, options, host, cache, redirected, mode);
      if (found.resolvedModule || /^[./]/.test(literal.text)) return found;
      return ts.resolveModuleName(literal.text, HERE, options, host, cache, redirected, mode);
    });
  return host;
}

function finding(
  ts: typeof TypeScript,
  project: string,
  { file, start, messageText }: TypeScript.Diagnostic,
): Finding {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (!file) return errorFinding("types", "tsconfig.json", message);
  const { line } = ts.getLineAndCharacterOfPosition(file, start ?? 0);
  return errorFinding("types", `${relative(project, file.fileName)}:${line + 1}`, message);
}

import { GenesisError } from "../../state/errors.ts";
import { writeReport } from "../../tools/report/write-report.ts";
import { findRun } from "../find-run.ts";
import { READS, withGenesis } from "../open-genesis.ts";
import { type Console, printLine } from "../output.ts";
import type { ReportCommand } from "../parsers/runs.ts";

/** `genesis report`: what a run did and why, printed or written to a folder; also of a run that has not ended. */
export async function report({ id, format, out }: ReportCommand, console: Console): Promise<number> {
  return withGenesis(async (genesis) => {
    const files = await genesis.report(await findRun(genesis, id));
    if (out === undefined) {
      console.stdout.write(files.get(`report.${format ?? "md"}`) ?? "");
      return 0;
    }
    for (const file of written(out, wanted(files, format))) printLine(console, file);
    return 0;
  }, READS);
}

/** All files, or the one form with the pictures it needs: HTML holds them itself. */
function wanted(
  files: ReadonlyMap<string, string>,
  format: ReportCommand["format"],
): ReadonlyMap<string, string> {
  if (format === undefined) return files;
  const needed = (name: string) => name === `report.${format}` || (format === "md" && name.endsWith(".svg"));
  return new Map([...files].filter(([name]) => needed(name)));
}

function written(folder: string, files: ReadonlyMap<string, string>): string[] {
  try {
    return writeReport(folder, files);
  } catch (cause) {
    throw new GenesisError(
      "REPORT_UNWRITABLE",
      `The report can't be written to ${folder}: ${(cause as Error).message}`,
      {
        hint: "Name a folder that can be written to, or leave --out away to have it printed.",
        cause,
      },
    );
  }
}

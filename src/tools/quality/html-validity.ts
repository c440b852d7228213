import { errorFinding, type Finding } from "./finding.ts";

type Validate = (html: string) => Promise<readonly { ruleId: string; message: string; line: number }[]>;
let loaded: Promise<Validate> | undefined;

/** Where a page breaks the HTML standard. */
export async function checkHtml(html: string, where: string): Promise<Finding[]> {
  loaded ??= load();
  const messages = await (await loaded)(html);
  return messages.map(({ ruleId, message, line }) =>
    errorFinding("html", where, `${message} (${ruleId}), line ${line}: ${lineOf(html, line)}`),
  );
}

/** Only the rules of the standard, none of style; no configuration file is looked for. Ids have a check of their own. */
async function load(): Promise<Validate> {
  const { HtmlValidate, StaticConfigLoader } = await import("html-validate");
  const validator = new HtmlValidate(
    new StaticConfigLoader({
      root: true,
      extends: ["html-validate:standard"],
      rules: { "no-dup-id": "off" },
    }),
  );
  return async (html) => (await validator.validateString(html)).results.flatMap(({ messages }) => messages);
}

function lineOf(html: string, line: number): string {
  const text = html.split("\n")[line - 1]?.trim() ?? "";
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}

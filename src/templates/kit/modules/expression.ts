/** A formula as a tree. */
export type Expression =
  | { readonly type: "value"; readonly value: number | string | boolean }
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "linked"; readonly link: string; readonly name: string }
  | { readonly type: "unary"; readonly operator: "-" | "not"; readonly of: Expression }
  | {
      readonly type: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: "call"; readonly name: string; readonly args: readonly Expression[] };

export type Operator = "or" | "and" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/";

/** What is wrong with a formula, for whoever wrote it. */
export class FormulaError extends Error {}

/** Parts of one formula. */
const MAX_PARTS = 120;
const MAX_DEPTH = 24;

/** From weakest to strongest. */
const LEVELS: readonly (readonly Operator[])[] = [
  ["or"],
  ["and"],
  ["=", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/"],
];

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|'([^']*)'|"([^"]*)"|([A-Za-z_][A-Za-z0-9_]*)|(<=|>=|!=|==|[-+*/=<>(),.]))/y;

interface Token {
  readonly kind: "number" | "text" | "word" | "mark" | "end";
  readonly text: string;
}

/** Reads a formula. Throws FormulaError, and nothing else. */
export function parseExpression(source: string): Expression {
  const tokens = tokensOf(source);
  let at = 0;
  let depth = 0;
  const peek = (): Token => tokens[at] ?? END;
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const take = (text: string): boolean => {
    if (peek().kind === "text" || peek().kind === "number" || peek().text !== text) return false;
    at += 1;
    return true;
  };
  const expect = (text: string) => {
    if (!take(text)) throw new FormulaError(`Expected "${text}" but found ${shown(peek())}.`);
  };

  function binary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) return unary();
    let left = binary(level + 1);
    for (;;) {
      const operator = operators.find((one) => take(one));
      if (!operator) return left;
      left = { type: "binary", operator, left, right: binary(level + 1) };
    }
  }

  function unary(): Expression {
    if (take("-")) return { type: "unary", operator: "-", of: deeper(unary) };
    if (take("not")) return { type: "unary", operator: "not", of: deeper(unary) };
    return primary();
  }

  function deeper<T>(read: () => T): T {
    depth += 1;
    if (depth > MAX_DEPTH) throw new FormulaError("The formula is nested too deeply.");
    const result = read();
    depth -= 1;
    return result;
  }

  function primary(): Expression {
    const token = next();
    if (token.kind === "number") return { type: "value", value: Number(token.text) };
    if (token.kind === "text") return { type: "value", value: token.text };
    if (token.kind === "mark" && token.text === "(") {
      const inner = deeper(() => binary(0));
      expect(")");
      return inner;
    }
    if (token.kind !== "word") throw new FormulaError(`Expected a value but found ${shown(token)}.`);
    if (token.text === "true" || token.text === "false")
      return { type: "value", value: token.text === "true" };
    if (take("(")) return { type: "call", name: token.text, args: deeper(args) };
    if (take(".")) {
      const name = next();
      if (name.kind !== "word") throw new FormulaError(`Expected a field after "${token.text}.".`);
      return { type: "linked", link: token.text, name: name.text };
    }
    return { type: "name", name: token.text };
  }

  function args(): Expression[] {
    if (take(")")) return [];
    const list = [binary(0)];
    while (take(",")) list.push(binary(0));
    expect(")");
    return list;
  }

  const tree = binary(0);
  if (peek().kind !== "end") throw new FormulaError(`Expected the end but found ${shown(peek())}.`);
  return tree;
}

const END: Token = { kind: "end", text: "" };

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const text = source.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new FormulaError(`"${text.slice(from).trim().slice(0, 20)}" can't be read.`);
    const [, number, single, double, word, mark] = match;
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (single !== undefined || double !== undefined) {
      tokens.push({ kind: "text", text: single ?? double ?? "" });
    } else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else tokens.push({ kind: "mark", text: mark === "==" ? "=" : (mark ?? "") });
    if (tokens.length > MAX_PARTS) throw new FormulaError("The formula is too long.");
  }
  return tokens;
}

function shown({ kind, text }: Token): string {
  return kind === "end" ? "the end" : `"${text}"`;
}

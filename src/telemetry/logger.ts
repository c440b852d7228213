import { type DestinationStream, type Logger, pino } from "pino";
import { redactPii } from "./pii.ts";
import { redact, redactText } from "./redact.ts";

export type { Logger };

export interface LoggerOptions {
  readonly level: string;
  /** Where lines go; stderr when absent, so that stdout stays the result's. */
  readonly destination?: DestinationStream;
}

/** Numbers are left alone: a time in milliseconds may look like a card number. */
const JSON_STRING = /"(?:[^"\\]|\\.)*"/g;

/**
 * The structured logger (guide 11.1): one JSON line an entry, with business, node and task as bound fields.
 * Credentials and personal data are removed from fields and from message text before a line is written.
 */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const target = destination ?? pino.destination({ fd: 2, sync: true });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
    },
    // Bound fields and message texts don't pass the formatter: every line passes here.
    { write: (line: string) => target.write(redactText(line).replace(JSON_STRING, redactPii)) },
  );
}

import { pino, type DestinationStream, type Logger } from "pino";
import { errorForLog } from "./error-for-log.ts";

const SECRET_MEMBERS = new Set(["api_key", "token", "sig"]);

/** A URL as it may be logged: the values of `api_key`, `token` and `sig` are gone. */
export function withoutSecrets(url: string): string {
  return url.replace(/([?&])([^=&#]*)=[^&#]*/g, (member, mark: string, name: string) =>
    SECRET_MEMBERS.has(decoded(name).toLowerCase()) ? `${mark}${name}=…` : member,
  );
}

/** A name as the router reads it: `api%5Fkey` carries a key as well as `api_key` does. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The server's log: one JSON object a line, without keys, tokens and signatures wherever they might turn up. */
export function createLog(options: { readonly level: string; readonly destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "authorization",
        '["x-api-key"]',
        "headers.authorization",
        'headers["x-api-key"]',
        "key",
        "token",
        "*.token",
      ],
      censor: "…",
    },
    // Whatever a caller names it, an error is `err` in the log and is written out with its causes.
    formatters: { log: namedErr },
    serializers: { url: withoutSecrets, err: errorForLog },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

function namedErr(fields: Record<string, unknown>): Record<string, unknown> {
  if (!("error" in fields) || "err" in fields) return fields;
  const { error, ...others } = fields;
  return { ...others, err: error };
}

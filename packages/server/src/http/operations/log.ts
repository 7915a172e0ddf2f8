import { pino, type DestinationStream, type Logger } from "pino";

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
    serializers: { url: withoutSecrets, err: pino.stdSerializers.err },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

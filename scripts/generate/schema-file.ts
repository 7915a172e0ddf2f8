import { dumpSchema } from "./dump-schema.ts";

/** docs/schema.generated.sql: what all migrations together make. */
export function schemaFile(): Promise<string> {
  return dumpSchema();
}

/** Writes the pages that are generated from the code; with `--check` reports those that differ from what it would write, as `npm run check` does. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { analysisPage } from "../packages/conversation-analysis/training/analysis-page.ts";
import { cliPage } from "./generate/cli-page.ts";
import { configurationPage } from "./generate/configuration-page.ts";
import { conversationEventsPage } from "./generate/conversation-events-page.ts";
import { errorsPage } from "./generate/errors-page.ts";
import { openapiFile } from "./generate/openapi-file.ts";
import { schemaFile } from "./generate/schema-file.ts";

const root = join(import.meta.dirname, "..");

const GENERATED: readonly { readonly path: string; readonly make: () => string | Promise<string> }[] = [
  { path: "docs/configuration.md", make: configurationPage },
  { path: "docs/errors.md", make: errorsPage },
  { path: "docs/cli.md", make: cliPage },
  { path: "docs/conversation-events.md", make: conversationEventsPage },
  { path: "docs/openapi.json", make: openapiFile },
  { path: "docs/schema.generated.sql", make: schemaFile },
  { path: "docs/analysis.md", make: analysisPage },
];

const checking = process.argv.includes("--check");
const stale: string[] = [];
for (const { path, make } of GENERATED) {
  const file = join(root, path);
  const wanted = await make();
  if (wanted.length < 200)
    throw new Error(`${path} would have only ${wanted.length} characters: something was not found`);
  const found = await readFile(file, "utf8").catch(() => null);
  if (found === wanted) continue;
  stale.push(path);
  if (checking) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, wanted);
}

if (stale.length === 0) console.log(`${GENERATED.length} generated files are up to date.`);
else if (checking) console.log(`Out of date: ${stale.join(", ")}\nRun: npm run generate`);
else console.log(`Written: ${stale.join(", ")}`);
process.exitCode = checking && stale.length > 0 ? 1 : 0;

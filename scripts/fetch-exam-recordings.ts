// Puts public recordings with references, and a parallel set, into a folder for `npm run exam` and `headway exam`:
//
//   node scripts/fetch-exam-recordings.ts --to DIR [--repositories DIR]
//
// DIR/recordings is for `headway exam --recordings`, DIR/pud-en-es.tsv for `--parallel`. --repositories is a folder of bare copies, OWNER+NAME/repo; those that
// it lacks are fetched there from GitHub.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fetchParallel } from "./exam-models/parallel.ts";
import { fetchRecordings } from "./exam-models/recordings.ts";

const { values } = parseArgs({ options: { to: { type: "string" }, repositories: { type: "string" } } });
const { to } = values;
if (to === undefined) {
  console.error("Name a folder: node scripts/fetch-exam-recordings.ts --to DIR");
  process.exit(1);
}

const repositories = values.repositories ?? join(to, ".repositories");
for (const name of await fetchRecordings(join(to, "recordings"), repositories)) console.log(name);
await fetchParallel(join(to, "pud-en-es.tsv"), repositories);

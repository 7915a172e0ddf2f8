// Puts public recordings with references, decoded, into a folder for the exam of local models:
//
//   node scripts/fetch-exam-recordings.ts --to DIR [--repositories DIR]
//
// --repositories is a folder of bare copies, OWNER+NAME/repo; those that it lacks are fetched there from GitHub.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fetchRecordings } from "./exam-models/recordings.ts";

const { values } = parseArgs({ options: { to: { type: "string" }, repositories: { type: "string" } } });
const { to } = values;
if (to === undefined) {
  console.error("Name a folder: node scripts/fetch-exam-recordings.ts --to DIR");
  process.exit(1);
}

const recordings = await fetchRecordings(to, values.repositories ?? join(to, ".repositories"));
for (const { name, lengthS, text, turns } of recordings) {
  const known = [text === null ? [] : ["text"], turns === null ? [] : ["turns"]].flat().join(", ");
  console.log(`${name}: ${lengthS.toFixed(1)} s, ${known}`);
}

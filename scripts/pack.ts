// Packs what is published. `node scripts/pack.ts FOLDER` makes a tarball of every published package; `prepare` and `restore` are what npm
// runs before and after `npm pack` in one package's folder.
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { prepare, restore } from "./pack/in-place.ts";
import { packAll } from "./pack/pack-all.ts";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");
const [what = join(root, "dist")] = process.argv.slice(2);

if (what === "prepare") prepare(root, process.cwd());
else if (what === "restore") restore(root, process.cwd());
else {
  for (const { file, size } of packAll(root, resolve(what)))
    process.stdout.write(`${(size / 1024).toFixed(0).padStart(6)} KB  ${file}\n`);
}

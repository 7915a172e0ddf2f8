import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Below node_modules, so that removing node_modules makes set-up start from nothing.
const place = (root) => join(root, "node_modules", ".headway-setup.json");

/** What an earlier run found or tried; an empty object when there was none or it cannot be read. */
export function readStamp(root) {
  try {
    return JSON.parse(readFileSync(place(root), "utf8"));
  } catch {
    return {};
  }
}

export function writeStamp(root, stamp) {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  const temporary = `${place(root)}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(stamp));
  renameSync(temporary, place(root));
}

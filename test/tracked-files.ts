import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Paths of all files of the repository, with `/`, from its root: tracked ones and new ones that git does not ignore. */
export function trackedFiles(root: string): readonly string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const listed = execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  // A file that was deleted but not yet committed is still listed.
  return listed.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
}

// Plain JavaScript for any Node. `kill -9` of a parent tells its children nothing: a server that keeps running alone would keep port and data folder.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Names the launcher to the process that it starts; removed from the environment there, so that no further process inherits it. */
export const LAUNCHER_VARIABLE = "HEADWAY_LAUNCHER_PID";

const CHECK_MS = 500;
const SHELLS = new Set(["sh", "dash", "bash", "ash", "zsh", "ksh", "busybox"]);

/**
 * Calls `end` once, when a process is gone on which this one depends: the launcher that started it (known by its IPC channel and its pid), or
 * the npm that runs it as a script, with the shell in between. Other parents are not watched: a server that was started in the background
 * of a shell keeps running after it. Does not keep the process alive.
 */
export function whenParentIsGone(end) {
  const launcherPid = Number(process.env[LAUNCHER_VARIABLE]);
  delete process.env[LAUNCHER_VARIABLE];
  const parentPid = process.ppid;
  const launched = launcherPid > 0;
  if (!launched && process.env.npm_lifecycle_event === undefined) return;

  let ended = false;
  const endOnce = () => {
    if (ended) return;
    ended = true;
    clearInterval(timer);
    end();
  };
  const grandparentPid = launched ? undefined : parentOfShell(parentPid);
  const timer = setInterval(() => {
    if (process.ppid !== parentPid || (grandparentPid !== undefined && !isAlive(grandparentPid))) endOnce();
  }, CHECK_MS);
  timer.unref();
  if (!launched) return;
  process.on("disconnect", endOnce);
  // A listener for "disconnect" keeps the process alive by its channel, also after all its work is done.
  process.channel?.unref();
  // The launcher may be gone before this process ran its first line.
  if (parentPid !== launcherPid || !process.connected) endOnce();
}

/** npm's pid where npm started this process by a shell that waits for it; undefined where npm, or nothing known, is the direct parent. */
function parentOfShell(pid) {
  const { name, parentPid } = look(pid);
  return SHELLS.has(name) && parentPid > 1 ? parentPid : undefined;
}

function look(pid) {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const nameEnd = stat.lastIndexOf(")");
      // "pid (name) state parent …"; the name may hold spaces and brackets.
      return {
        name: stat.slice(stat.indexOf("(") + 1, nameEnd),
        parentPid: Number(stat.slice(nameEnd + 2).split(" ")[1]),
      };
    }
    if (process.platform === "win32") return { name: "", parentPid: 0 };
    const [parent = "0", ...path] = execFileSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" })
      .trim()
      .split(/\s+/);
    const name = path.join(" ").split("/").at(-1) ?? "";
    return { name: name.replace(/^-/, ""), parentPid: Number(parent) };
  } catch {
    // It is gone already; the check of this process's own parent finds that.
    return { name: "", parentPid: 0 };
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

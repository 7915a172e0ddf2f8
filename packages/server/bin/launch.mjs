// Plain JavaScript for any Node.
import { spawn } from "node:child_process";
import { LAUNCHER_VARIABLE, whenParentIsGone } from "./parent.mjs";

/**
 * Runs a script in another Node as if it were this process: signals are passed on, the exit code or signal is kept. The child sees by the IPC channel
 * that this process is gone, also after `kill -9`. `repair` says what to do where the Node does not start.
 */
export function launchIn(node, args, repair) {
  const child = spawn(node, args, {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, [LAUNCHER_VARIABLE]: String(process.pid) },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well; twice would mean "at once".
      if (!(signal === "SIGINT" && process.stdin.isTTY)) child.kill(signal);
    });
  }
  whenParentIsGone(() => child.kill("SIGTERM"));
  child.on("error", (error) => {
    process.stderr.write(`Headway could not start ${node}: ${error.message}\n${repair}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
    } else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { endWithParent } from "./end-with-parent.ts";

const PARENT = `
  import { spawn } from "node:child_process";
  const { endWithParent } = await import(${JSON.stringify(fileURLToPath(new URL("./end-with-parent.ts", import.meta.url)))});
  const { program, args } = await endWithParent({ program: "/bin/sleep", args: ["300"] });
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  console.log(child.pid);
  setInterval(() => undefined, 60_000);
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it.runIf(process.platform === "linux")(
  "ends a program that reads no pipe when its parent is killed outright",
  async () => {
    const parent = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", PARENT], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isAlive(pid)).toBe(false);
  },
);

it("keeps the program and its arguments as they are behind what it puts before them", async () => {
  const { args, program } = await endWithParent({ program: "/bin/echo", args: ["--version", "a b"] });
  expect([program, ...args].slice(-3)).toEqual(["/bin/echo", "--version", "a b"]);
});

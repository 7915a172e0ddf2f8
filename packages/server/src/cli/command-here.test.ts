import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { adviseCommand, COMMANDS, commandHere } from "./command-here.ts";
import { execute } from "./main.ts";
import { buildProgram } from "./program.ts";

/** A checkout with its program, as set-up leaves it. */
async function checkout(): Promise<{ root: string; bin: string; outside: string }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "headway-command-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const root = join(folder, "checkout");
  const bin = join(root, "packages/server/bin/headway.mjs");
  const outside = join(folder, "outside");
  for (const made of [join(root, "node_modules/.bin"), join(root, "packages/server/bin"), outside])
    await mkdir(made, { recursive: true });
  await writeFile(bin, "", { mode: 0o755 });
  await symlink(bin, join(root, "node_modules/.bin/headway"));
  return { root, bin, outside };
}

describe("the command that works here", () => {
  it("is npm's in the checkout, also below it, and the path of the file elsewhere", async () => {
    const { root, bin, outside } = await checkout();
    expect(commandHere(bin, root, "/usr/bin")).toBe("npm exec headway --");
    expect(commandHere(bin, join(root, "docs"), "/usr/bin")).toBe("npm exec headway --");
    expect(commandHere(bin, outside, "/usr/bin")).toBe(`node ${bin}`);
  });

  it("is the bare name only where that leads to this program", async () => {
    const { root, bin, outside } = await checkout();
    // As in a script that npm runs: there is no such name in the user's own shell.
    expect(commandHere(bin, root, join(root, "node_modules/.bin"))).toBe("npm exec headway --");
    await symlink(bin, join(outside, "headway"));
    expect(commandHere(bin, outside, outside)).toBe("headway");
    const another = await checkout();
    await writeFile(join(another.outside, "headway"), "a stranger's", { mode: 0o755 });
    expect(commandHere(bin, outside, another.outside)).toBe(`node ${bin}`);
  });

  it("is npx with the package's name where the package is installed", () => {
    const installed = "/home/ann/site/node_modules/@headway-jobs/server/bin/headway.mjs";
    expect(commandHere(installed, "/home/ann/site", "")).toBe("npx @headway-jobs/server");
    expect(commandHere(installed, "/home/ann/site/pages", "")).toBe("npx @headway-jobs/server");
    expect(commandHere(installed, "/home/ann", "")).toBe(`node ${installed}`);
    const byNpx = "/home/ann/.npm/_npx/3c1f/node_modules/@headway-jobs/server/bin/headway.mjs";
    expect(commandHere(byNpx, "/home/ann", "")).toBe("npx @headway-jobs/server");
    const globally = "/usr/local/lib/node_modules/@headway-jobs/server/bin/headway.mjs";
    expect(commandHere(globally, "/home/ann", "")).toBe(`node ${globally}`);
  });

  it("knows every command of the program, and no other", () => {
    const commands = buildProgram(contextOfNobody(), never).commands.map((command) => command.name());
    expect(new Set(COMMANDS)).toEqual(new Set(commands));
    expect(adviseCommand("headway secrets rotate", "node /x")).toBe("node /x secrets rotate");
  });

  it("takes the place of headway where a command of ours is advised, and nowhere else", () => {
    expect(adviseCommand("Run headway serve, or (headway jobs watch job_1).", "node /x")).toBe(
      "Run node /x serve, or (node /x jobs watch job_1).",
    );
    expect(adviseCommand("Headway serves; /srv/headway jobs; headway joblessness", "node /x")).toBe(
      "Headway serves; /srv/headway jobs; headway joblessness",
    );
  });
});

describe("help", () => {
  it("names commands as they are called here, wherever the width of the terminal breaks its lines", async () => {
    for (let columns = 40; columns <= 140; columns += 1) {
      let help = "";
      const terminal = {
        ...contextOfNobody().terminal,
        out: (text: string) => (help += `${text}\n`),
        columns: () => columns,
      };
      const context = { ...contextOfNobody(), terminal, command: "npm exec headway --" };
      expect(await execute(["jobs", "approve", "--help"], context)).toBe(0);
      const commands = help.match(/\S+\s+\S+\s+headway\s+(?:--\s+)?(?:review|jobs)\b/g)?.map((one) => one.split(/\s+/));
      // In the usage, the description, the description of an option, and the example.
      expect(commands?.map((words) => words.join(" "))).toEqual([
        "npm exec headway -- jobs",
        "`npm exec headway -- review",
        "`npm exec headway -- jobs",
        "npm exec headway -- jobs",
      ]);
    }
  });
});

/** No command is run with it. */
function contextOfNobody(): Parameters<typeof buildProgram>[0] {
  const terminal = {
    out: never,
    note: never,
    redraw: never,
    ask: never,
    onClosed: never,
    interactive: false,
    columns: never,
    paint: never,
  };
  return {
    env: {},
    cwd: "/",
    command: "headway",
    terminal,
    interrupts: { onInterrupt: never },
    fetch: never,
    nowMs: never,
    composition: never,
  };
}

function never(): never {
  throw new Error("no command is run here");
}

import { execa } from "execa";
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

const SYSTEM_PACKAGES = new URL("system-packages.mjs", import.meta.url).href;
const PROGRAMS = { ffmpeg: "ffmpeg ffprobe", "espeak-ng": "espeak-ng", flite: "flite", apertium: "apertium" };

/**
 * A machine with a package manager only, which knows some packages. It records its calls and "installs" programs into the folder that is the whole
 * PATH.
 */
async function machine(
  knownPackages: readonly string[],
): Promise<{ run: (known?: object) => Promise<Outcome>; calls: () => Promise<string> }> {
  const bin = await mkdtemp(join(tmpdir(), "headway-apt-"));
  onTestFinished(() => rm(bin, { recursive: true, force: true }));
  const program = async (name: string, lines: readonly string[]): Promise<void> => {
    await writeFile(join(bin, name), ["#!/bin/sh", ...lines].join("\n"));
    await chmod(join(bin, name), 0o755);
  };
  const installs = Object.entries(PROGRAMS).flatMap(([name, files]) =>
    files
      .split(" ")
      .map((file) => `    ${name}) echo '#!/bin/sh' > "${bin}/${file}"; /bin/chmod +x "${bin}/${file}" ;;`),
  );
  await program("apt-get", [
    `echo "apt-get $*" >> "${bin}/calls"`,
    'for word in "$@"; do case "$word" in',
    ...installs,
    "esac; done",
  ]);
  await program("apt-cache", [`case " ${knownPackages.join(" ")} " in *" $3 "*) exit 0 ;; esac; exit 1`]);
  // Tests may run as root or not; set-up asks sudo only in the second case.
  await program("sudo", ["shift", '[ "$1" = true ] || exec "$@"']);
  await symlink("/usr/bin/env", join(bin, "env"));
  const script = `import { installSystemPackages } from ${JSON.stringify(SYSTEM_PACKAGES)};
    const said = [];
    const stamp = installSystemPackages({ groups: ["run"], known: JSON.parse(process.argv[1]), say: (line) => said.push(line) });
    console.log(JSON.stringify({ said: said.join("\\n"), stamp }));`;
  return {
    async run(known) {
      const options = { env: { PATH: bin }, extendEnv: false };
      const { stdout } = await execa(
        process.execPath,
        ["--input-type=module", "-e", script, JSON.stringify(known ?? null)],
        options,
      );
      return JSON.parse(stdout) as Outcome;
    },
    calls: () => readFile(join(bin, "calls"), "utf8").catch(() => ""),
  };
}

interface Outcome {
  readonly said: string;
  readonly stamp: { readonly tried: readonly string[] };
}

describe.runIf(process.platform === "linux")("set-up of system packages", () => {
  it("installs what is missing, without questions, and without what the archive does not know", async () => {
    const { run, calls } = await machine(["ffmpeg", "espeak-ng", "apertium"]);
    const { said } = await run();
    const install = (await calls()).split("\n").find((line) => line.includes(" install ")) ?? "";
    expect(install).toMatch(
      /DPkg::Lock::Timeout=120 .*install -y .*--no-install-recommends ffmpeg espeak-ng apertium\b/,
    );
    expect(install).not.toMatch(/\bflite\b/);
    expect(await calls()).toMatch(/ update /);
    expect(said).toMatch(/not installed: .*flite/);
  });

  it("does not try again what did not work, unless something else is missing", async () => {
    const { run, calls } = await machine([]);
    const { stamp } = await run();
    const before = await calls();
    expect((await run(stamp)).said).toBe("");
    expect(await calls()).toBe(before);
    const fewer = { tried: stamp.tried.filter((name) => name !== "flite") };
    expect((await run(fewer)).said).toMatch(
      /installing system packages by apt-get, (as root|by sudo -n): .+\n.*HEADWAY_SETUP_SYSTEM=0/,
    );
  });

  it("does nothing when everything is there", async () => {
    const { run } = await machine(Object.keys(PROGRAMS));
    const { stamp } = await run();
    expect((await run(stamp)).said).toBe("");
  });
});

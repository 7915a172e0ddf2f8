import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * What Headway uses of the system. Found by program or file, not by the package manager's books: it may have come another way.
 * `run` is needed by the server, `test` only by its tests. Package names: Debian/Ubuntu and Homebrew (absent = it has none).
 */
const NEEDS = [
  { group: "run", found: () => program("ffmpeg") && program("ffprobe"), apt: "ffmpeg", brew: "ffmpeg" },
  { group: "run", found: () => program("espeak-ng"), apt: "espeak-ng", brew: "espeak-ng" },
  { group: "run", found: () => program("flite"), apt: "flite", brew: "flite" },
  { group: "run", found: () => program("apertium"), apt: "apertium" },
  ...[
    ["eng-spa", "apertium-eng-spa"],
    ["eng-cat", "apertium-eng-cat"],
    ["en-gl", "apertium-en-gl"],
    ["es-pt", "apertium-es-pt"],
    ["spa-ita", "apertium-spa-ita"],
    ["es-fr", "apertium-fr-es"],
  ].map(([mode, name]) => ({ group: "run", found: () => file(`/usr/share/apertium/modes/${mode}.mode`), apt: name })),
  {
    group: "run",
    found: () => process.platform === "darwin" || file("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"),
    apt: "fonts-noto-color-emoji",
  },
  {
    group: "run",
    found: () => program("pocketsphinx_batch"),
    apt: "pocketsphinx",
    brew: "cmu-pocketsphinx",
  },
  {
    group: "run",
    found: () => process.platform === "darwin" || file("/usr/share/pocketsphinx/model/en-us"),
    apt: "pocketsphinx-en-us",
  },
  {
    group: "test",
    found: () => process.platform === "darwin" || ["chromium", "chromium-browser", "google-chrome"].some(program),
    apt: "chromium",
  },
  {
    group: "test",
    found: () => process.platform === "darwin" || ["firefox-esr", "firefox"].some(program),
    apt: "firefox-esr",
  },
  { group: "test", found: hasPostgres, apt: "postgresql", brew: "postgresql@17" },
];

/**
 * Installs what is missing where that needs no question; else prints the command and continues: what is missing shows in
 * `headway doctor` and in the error of the job that needs it. Returns what to remember, so that a machine on which it did not work
 * is not made to try at every start.
 */
export function installSystemPackages({ groups, known, say }) {
  const missing = () => NEEDS.filter((need) => groups.includes(need.group) && !need.found());
  const before = missing();
  if (before.length === 0) return known;
  const tried = new Set(known?.tried ?? []);
  if (before.every((need) => tried.has(need.apt))) return known;

  const manager = findManager();
  manager?.install(before, say);
  const left = missing();
  if (left.length > 0) {
    say(`not installed: ${left.map((need) => need.apt).join(" ")}`);
    say(`  ${adviceFor(left, manager)}`);
    say("  Continuing without: `npm exec headway -- doctor` shows what that means.");
  }
  return { tried: [...new Set([...tried, ...before.map((need) => need.apt)])] };
}

function findManager() {
  if (process.platform === "darwin") return program("brew") ? brew : undefined;
  if (!program("apt-get")) return undefined;
  if (process.getuid?.() === 0) return aptAs([]);
  const mayPass = program("sudo") && spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0;
  return mayPass ? aptAs(["sudo", "-n"]) : undefined;
}

function aptAs(prefix) {
  return {
    name: "apt-get",
    install(needs, say) {
      const wanted = needs.map((need) => need.apt);
      const started = Date.now();
      const as = prefix.length === 0 ? "as root" : `by ${prefix.join(" ")}`;
      say(`installing system packages by apt-get, ${as}: ${wanted.join(" ")} …`);
      say("  (with HEADWAY_SETUP_SYSTEM=0 set-up leaves the system's packages alone)");
      let known = aptKnows(wanted);
      if (known.length < wanted.length) {
        apt(prefix, ["update", "-qq"]);
        known = aptKnows(wanted);
      }
      // One unknown name would make apt-get refuse them all.
      if (known.length > 0 && !aptInstall(prefix, known)) {
        // The lists may be older than the archive; and one broken package should not keep the others away.
        apt(prefix, ["update", "-qq"]);
        if (!aptInstall(prefix, known)) for (const name of known) aptInstall(prefix, [name]);
      }
      say(`system packages done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
    },
  };
}

function aptKnows(names) {
  return names.filter(
    (name) => spawnSync("apt-cache", ["show", "--no-all-versions", name], { stdio: "ignore" }).status === 0,
  );
}

function aptInstall(prefix, names) {
  return apt(prefix, ["install", "-y", "-qq", "--no-install-recommends", ...names]).status === 0;
}

function apt(prefix, args) {
  const [command, ...rest] = [
    ...prefix,
    "env",
    "DEBIAN_FRONTEND=noninteractive",
    "apt-get",
    "-o=DPkg::Lock::Timeout=120",
    "-o=Dpkg::Use-Pty=0",
    "-o=Acquire::Retries=2",
    "-o=Acquire::http::Timeout=20",
    ...args,
  ];
  // Its chatter helps nobody; its complaints do.
  const result = spawnSync(command, rest, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (result.status !== 0) process.stderr.write(result.stderr ?? "");
  return result;
}

const brew = {
  name: "brew",
  install(needs, say) {
    const names = needs.flatMap((need) => need.brew ?? []);
    if (names.length === 0) return;
    say(`installing by brew: ${names.join(" ")} … (HEADWAY_SETUP_SYSTEM=0 declines)`);
    const env = { ...process.env, HOMEBREW_NO_AUTO_UPDATE: "1", NONINTERACTIVE: "1" };
    for (const name of names)
      spawnSync("brew", ["install", "--quiet", name], { stdio: ["ignore", "ignore", "inherit"], env });
  },
};

function adviceFor(needs, manager) {
  if (process.platform === "darwin") {
    const names = needs.flatMap((need) => need.brew ?? []);
    if (names.length === 0) return "Homebrew has none of these; Headway runs without them.";
    return `Install them with: brew install ${names.join(" ")}`;
  }
  const command = `apt-get install --no-install-recommends ${needs.map((need) => need.apt).join(" ")}`;
  if (manager !== undefined) return `See apt-get's message above; to try again: npm run setup`;
  if (program("apt-get")) return `Install them with: ${process.getuid?.() === 0 ? "" : "sudo "}${command}`;
  return "Install these (Debian's names) with your system's package manager.";
}

function hasPostgres() {
  if (program("initdb") && program("pg_ctl")) return true;
  const places = ["/usr/lib/postgresql", "/opt/homebrew/opt/postgresql@17/bin", "/usr/local/opt/postgresql@17/bin"];
  return places.some((place) => existsSync(place) && readdirSync(place).length > 0);
}

function program(name) {
  const extensions = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  return (process.env.PATH ?? "").split(delimiter).some((folder) =>
    extensions.some((extension) => {
      try {
        accessSync(join(folder, name + extension), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }),
  );
}

const file = (path) => existsSync(path);

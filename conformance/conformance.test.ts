import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allCases, prepareRun, type ConformanceRun } from "./src/index.ts";

const LAUNCHER = fileURLToPath(new URL("../packages/server/bin/headway.mjs", import.meta.url));
const MODES = ["open", "keys"] as const;

interface Served {
  readonly url: string;
  readonly key: string | undefined;
  stop(): Promise<void>;
}

function headway(args: readonly string[], dataDir: string, auth: string): ChildProcess {
  const env = {
    PATH: process.env["PATH"],
    HEADWAY_DATA: dataDir,
    HEADWAY_PORT: "0",
    HEADWAY_PROBE: "off",
    HEADWAY_AUTH: auth,
    HEADWAY_LOG_LEVEL: "warn",
  };
  return spawn(process.execPath, [LAUNCHER, ...args], { env, cwd: dataDir, stdio: ["ignore", "pipe", "inherit"] });
}

async function outputUntil(child: ChildProcess, pattern: RegExp): Promise<string> {
  let said = "";
  for await (const bytes of child.stdout ?? []) {
    said += String(bytes);
    const found = pattern.exec(said)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`headway said nothing of ${pattern.source}: ${said}`);
}

async function serve(auth: (typeof MODES)[number]): Promise<Served> {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-conformance-"));
  const key =
    auth === "keys"
      ? await outputUntil(headway(["keys", "create", "--owner", "conformance"], dataDir, auth), /(sk_[0-9a-f]{32})/)
      : undefined;
  const child = headway(["serve"], dataDir, auth);
  const url = await outputUntil(child, /(http:\/\/[\w.]+:\d+)/);
  child.stdout?.resume();
  return {
    url,
    key,
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

describe.each(MODES)("a real server in %s mode", (auth) => {
  let server: Served;
  let run: ConformanceRun;
  beforeAll(async () => {
    server = await serve(auth);
    run = await prepareRun({ baseUrl: server.url, ...(server.key === undefined ? {} : { key: server.key }) });
  }, 120_000);
  afterAll(async () => {
    await server.stop();
  });

  // In keys mode only what keys change, and streams: the rest is the same code.
  const cases = allCases.filter((one) =>
    auth === "open" ? one.auth !== "keys" : one.auth === "keys" || one.id.startsWith("streams/"),
  );
  it.each(cases.map((one) => [one.id, one.rule, one] as const))(
    "%s: %s",
    async (_id, _rule, one) => {
      expect(await run.check(one)).toBeNull();
    },
    120_000,
  );
});

import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe } from "vitest";
import { outsideNpm, startCommand, temporaryFolder } from "../../packages/server/src/cli/testing/server-processes.ts";
import { apiOf, lastSeq, sha256 } from "./api.ts";
import { fill } from "./fill.ts";
import { finishesEverything } from "./finishing.ts";
import type { Manifest } from "./manifest.ts";

const BIN = fileURLToPath(new URL("../../packages/server/bin/headway.mjs", import.meta.url));
const OWNER = "ada";
const CREDITS = 100_000;
const KEYS = { HEADWAY_AUTH: "keys", HEADWAY_LOG_LEVEL: "warn" };

/** Runs a command on a data folder and answers its standard output. */
async function headway(dataDir: string, ...args: readonly string[]): Promise<string> {
  const env = { ...outsideNpm(), ...KEYS, HEADWAY_DATA: dataDir };
  return (await promisify(execFile)(process.execPath, [BIN, ...args], { env })).stdout;
}

describe("after restoring a backup that was made while jobs ran", () => {
  finishesEverything(async (onEnd) => {
    const dataDir = await temporaryFolder(onEnd);
    const plan = ["--credits", String(CREDITS), "--operations", "100", "--tier", "pro"];
    const created = await headway(dataDir, "keys", "create", "--json", "--owner", OWNER, ...plan);
    const { key } = JSON.parse(created) as { key: string };
    const first = await startCommand(process.execPath, [BIN, "serve"], { dataDir, env: KEYS, onEnd });
    const api = apiOf(first.url, key);
    const { running, ...filled } = await fill(api, CREDITS);
    const halfDone = await Promise.all(
      running.map(async ({ job_id, kind }) => ({ job_id, kind, last_seq: (await lastSeq(api, job_id)) - 1 })),
    );
    const signed = await signedArtifact(apiOf(first.url, key), filled);
    const elsewhere = await temporaryFolder(onEnd);
    const [backup, restored] = [join(elsewhere, "backup"), join(elsewhere, "data")];
    await headway(dataDir, "backup", backup, "--with-secret-key");
    first.child.kill("SIGKILL");
    await first.ended;
    await headway(restored, "restore", backup);
    const server = await startCommand(process.execPath, [BIN, "serve"], { dataDir: restored, env: KEYS, onEnd });
    const made = { commit: "", made_at_ms: Date.now(), owner: OWNER, key, half_done: halfDone, signed };
    return { manifest: { ...filled, ...made }, server };
  });
});

/** A URL that the first server has signed. */
async function signedArtifact(
  api: ReturnType<typeof apiOf>,
  { finished }: Pick<Manifest, "finished">,
): Promise<Manifest["signed"]> {
  const job = finished.find(({ kind }) => kind === "video");
  const { artifacts } = await api.get<{ artifacts: readonly { url: string }[] }>(`/v1/jobs/${job?.job_id}/artifacts`);
  const url = new URL(artifacts[0]?.url ?? "", api.url);
  const path = `${url.pathname}${url.search}`;
  return { path, sha256: sha256(await api.bytes(path)) };
}

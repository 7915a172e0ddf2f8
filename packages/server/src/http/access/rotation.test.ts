import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { type Engine, openEngine, systemIds } from "@headway-jobs/engine";
import { afterEach, expect, it } from "vitest";
import { httpConfig } from "../config.ts";
import { createHttpServer } from "../server.ts";
import { type FakeClock, fakeClock } from "../testing/fake-clock.ts";
import { createJob } from "../testing/requests.ts";
import { countingService } from "../testing/server-kit.ts";
import { readSse } from "../testing/sse-reader.ts";
import { createSigner } from "./signer.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const SECOND_MS = 1_000;

let release: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of release.toReversed()) await one();
  release = [];
});

/** A server of a node, over an engine of its own on the same store. */
async function startNode(dataDir: string, clock: FakeClock, works: boolean): Promise<string> {
  const engine = await openEngine({ dataDir });
  engine.register("video", countingService);
  if (works) await engine.start();
  const config = httpConfig({ port: 0, auth: "keys", uploadDir: join(dataDir, "uploads"), accessLog: false });
  const server = await createHttpServer({ engine, services: [countingService], config, log, clock, ids: systemIds });
  const { url } = await server.listen();
  release.push(async () => {
    await server.close({ graceMs: 0 });
    await engine.stop({ graceMs: 200 });
  });
  return url;
}

/** Another process on the same store, as the command line is one. */
async function besides<T>(dataDir: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine({ dataDir });
  try {
    return await work(engine);
  } finally {
    await engine.stop();
  }
}

it("rotates secrets beside running nodes: what was signed before and what is signed after opens on every node", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-rotation-"));
  release.push(() => rm(dataDir, { recursive: true, force: true }));
  const clock = fakeClock(Date.now());
  const nodes = [await startNode(dataDir, clock, true), await startNode(dataDir, clock, false)];
  const [url = ""] = nodes;
  const { key } = await besides(dataDir, (engine) => engine.keys.create("ann"));
  const auth = { "x-api-key": key };
  const files = [{ name: "a.txt", mediaType: "text/plain", text: "ann's" }];
  const job = await createJob({ url }, { name: "anns", files }, { ...auth, Prefer: "wait=20" });

  const signedNow = async (node: string): Promise<{ token: string; file: URL }> => {
    const [token, shown] = await Promise.all([
      fetch(`${node}/v1/jobs/${job.job_id}/stream-tokens`, { method: "POST", headers: auth }),
      fetch(`${node}/v1/jobs/${job.job_id}`, { headers: auth }),
    ]);
    const { links } = (await shown.json()) as { links: Record<string, string> };
    return { token: ((await token.json()) as { token: string }).token, file: new URL(links["a.txt"] ?? "") };
  };
  const expectOpen = async ({ token, file }: { token: string; file: URL }): Promise<void> => {
    for (const node of nodes) {
      expect(await (await fetch(node + file.pathname + file.search)).text()).toBe("ann's");
      const stream = await readSse(`${node}/v1/jobs/${job.job_id}/events?token=${token}`);
      expect((await stream.ended()).at(-1)?.event).toBe("job.completed");
    }
  };

  const before = await signedNow(url);
  const rotated = await besides(dataDir, (engine) => engine.secrets.rotate());
  expect(rotated.map(({ name }) => name)).toEqual(["edge"]);
  await expectOpen(before);
  const newest = (await besides(dataDir, (engine) => engine.secrets.read("edge"))).slice(0, 1);
  const byNewest = createSigner(() => newest, clock);
  let signed = before;
  const isNew = (): boolean => {
    const [body = "", mac = ""] = signed.token.split(".");
    return byNewest.verify(mac, "stream", body);
  };
  for (let second = 0; second < 60 && !isNew(); second += 1) {
    clock.advance(SECOND_MS);
    await turn();
    signed = await signedNow(url);
    // On its way through the rotation every signature is good on every node.
    if (second % 10 === 0) await expectOpen(signed);
  }
  expect(isNew()).toBe(true);
  await expectOpen(signed);
  await expectOpen(await signedNow(nodes[1] ?? ""));
  await expectOpen(before);
});

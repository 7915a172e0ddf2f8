import { systemIds } from "@headway-jobs/engine";
import { afterAll, beforeAll, expect, it } from "vitest";
import { httpConfig } from "../config.ts";
import { createHttpServer, type HttpServer } from "../server.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { createJob, type JobBody } from "../testing/requests.ts";
import { countingService, failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";
import { readSse } from "../testing/sse-reader.ts";
import { TOKEN_LIFETIME_MS } from "./stream-tokens.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let kit: ServerKit;
/** Of the same store, with a time that the test moves on. */
const clock = fakeClock();
let server: HttpServer;
let url = "";
let key = "";
let job: JobBody;
beforeAll(async () => {
  kit = await startServerKit({ auth: "keys" });
  key = (await kit.engine.keys.create("ann")).key;
  server = await createHttpServer({
    engine: kit.engine,
    services: [countingService],
    config: httpConfig({ port: 0, uploadDir: kit.uploadDir, accessLog: false, auth: "keys" }),
    log: silent,
    clock,
    ids: systemIds,
  });
  ({ url } = await server.listen());
  job = await createJob(kit, { name: "renewed", waits: 1 }, { "x-api-key": key });
});
afterAll(async () => {
  await kit.go(job.job_id, "ann");
  await server.close({ graceMs: 100 });
  await kit.close();
  expect(failures).toEqual([]);
});

const renewals = async (): Promise<number> => (await kit.engine.documents.list("ann", "stream-token")).length;

it.each<[string, () => { readonly stream: string; readonly tokens: string }]>([
  [
    "a job's stream",
    () => ({ stream: `/v1/jobs/${job.job_id}/events`, tokens: `/v1/jobs/${job.job_id}/stream-tokens` }),
  ],
  [
    "a service's own stream",
    () => ({ stream: "/count/renewed/progress", tokens: `/v1/jobs/${job.job_id}/stream-tokens` }),
  ],
  ["the live list", () => ({ stream: "/v1/events", tokens: "/v1/events/stream-tokens" })],
])("%s that is open keeps its token good beyond the ten minutes that it was made for", async (_what, paths) => {
  const { stream, tokens } = paths();
  const asked = await fetch(url + tokens, { method: "POST", headers: { "x-api-key": key } });
  const { token } = (await asked.json()) as { token: string };
  const address = `${url}${stream}?token=${token}`;
  clock.advance(TOKEN_LIFETIME_MS - 1_000);
  const before = await renewals();
  const open = await readSse(address);
  await open.until(({ messages }) => messages.length > 0);
  await expect.poll(renewals).toBe(before + 1);
  open.close();
  clock.advance(2_000);
  const again = await readSse(address);
  const [first] = await again.until(({ messages }) => messages.length > 0);
  expect(first?.data).not.toContain("INVALID_KEY");
  again.close();
});

import { readFile } from "node:fs/promises";
import { Agent, get } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { once } from "node:events";
import { systemIds } from "@headway-jobs/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpConfig } from "../config.ts";
import { createHttpServer, type HttpServer } from "../server.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { createJob, type JobBody } from "../testing/requests.ts";
import { countingService, failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";
import { readSse, type SseReader } from "../testing/sse-reader.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let kit: ServerKit;
/** Of the same store, for two streams an owner, with a time that the test moves on. */
let small: HttpServer;
const clock = fakeClock();
let url = "";
let job: JobBody;
beforeAll(async () => {
  kit = await startServerKit();
  small = await createHttpServer({
    engine: kit.engine,
    services: [countingService],
    config: httpConfig({ port: 0, uploadDir: kit.uploadDir, accessLog: false, maxStreamsPerOwner: 2 }),
    log: silent,
    clock,
    ids: systemIds,
  });
  ({ url } = await small.listen());
  job = await createJob(kit, { name: "room", waits: 1 });
});
afterAll(async () => {
  await kit.go(job.job_id);
  await small.close({ graceMs: 100 });
  await kit.close();
  expect(failures).toEqual([]);
});

async function open(): Promise<SseReader> {
  const stream = await readSse(`${url}/v1/jobs/${job.job_id}/events`);
  await stream.until(({ messages, comments }) => messages.length > 0 || comments.length > 0);
  return stream;
}

describe("an owner at the limit of open streams", () => {
  it("gets another one in place of the one that has been open longest, which is told when to come back", async () => {
    const first = await open();
    clock.advance(1);
    const second = await open();
    clock.advance(60_000);
    const third = await open();
    expect(third.comments).toEqual([]);
    await first.ended();
    expect(first.retries.at(-1)).toBeGreaterThanOrEqual(2_000);
    for (const stream of [second, third]) stream.close();
  });
});

describe("a stream that cannot be opened because its request waits behind another one of its connection", () => {
  it("ends no other stream", async () => {
    const [first, second] = [await open(), await open()];
    clock.advance(60_000);
    const { port, host } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    const asked = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`;
    socket.write(asked(`/v1/jobs/${job.job_id}`, "Prefer: wait=1\r\n") + asked(`/v1/jobs/${job.job_id}/events`));
    let answers = "";
    socket.on("data", (data) => (answers += String(data)));
    // The second answer is made while the first one waits, and sent after it.
    const heads = () => answers.split("HTTP/1.1 200").length - 1;
    await expect
      .poll(() => {
        clock.advance(1_000);
        return heads();
      })
      .toBe(2);
    socket.destroy();
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^headway_streams_open 2$/m);
    for (const stream of [first, second]) stream.close();
  });
});

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, "0");

/** The kernel's table of connections: its column `tr` is 2 while the timer that asks a silent client is set (proc_net_tcp(5)). */
async function timerOf(server: AddressInfo["port"], client: AddressInfo["port"]): Promise<string | undefined> {
  const table = await readFile("/proc/net/tcp", "utf8");
  const row = table.split("\n").map((line) => line.trim().split(/\s+/));
  return row.find(
    ([, local, remote]) => local?.endsWith(`:${hex(server)}`) && remote?.endsWith(`:${hex(client)}`),
  )?.[5];
}

describe.runIf(process.platform === "linux")("a client that vanishes without a word", () => {
  it("is found by its connection: the kernel asks it again and again while a stream is open, and not between requests", async () => {
    const agent = new Agent({ keepAlive: true });
    const { port } = new URL(kit.url);
    const request = async (path: string): Promise<Socket> => {
      const sent = get(kit.url + path, { agent });
      const [response] = await once(sent, "response");
      if (path === "/health") await response.resume().toArray();
      else await once(response, "data");
      return sent.socket as Socket;
    };
    const plain = await request("/health");
    await expect.poll(() => timerOf(Number(port), Number(plain.localPort))).toMatch(/^00:/);
    const stream = await request(`/v1/jobs/${job.job_id}/events`);
    await expect.poll(() => timerOf(Number(port), Number(stream.localPort))).toMatch(/^02:/);
    agent.destroy();
  });
});

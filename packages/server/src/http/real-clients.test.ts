import { launchBrowser } from "@headway-jobs/tools/testing/chromium";
import { EventSource } from "eventsource";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CuttingProxy, openCuttingProxy } from "./testing/cutting-proxy.ts";
import { createJob } from "./testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "./testing/server-kit.ts";

let kit: ServerKit;
let proxy: CuttingProxy;
beforeAll(async () => {
  kit = await startServerKit({ hosts: ["localhost"] });
  proxy = await openCuttingProxy(kit.url);
});
afterAll(async () => {
  await proxy.close();
  await kit.close();
  expect(failures).toEqual([]);
});

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("npm's EventSource", () => {
  it("resumes after each cut without a gap or a repeat, and stops for good at 204", async () => {
    const { job_id: id } = await createJob(kit, { name: "cut", events: 20, waits: 3 });
    const source = new EventSource(`${proxy.url}/v1/jobs/${id}/events`);
    const ids: number[] = [];
    let cuts = 0;
    const closed = Promise.withResolvers<void>();
    const take = (event: MessageEvent): void => {
      ids.push(Number(event.lastEventId));
      if (ids.length === 10 || ids.length === 22 || ids.length === 23) {
        cuts += 1;
        proxy.cut();
        void kit.go(id);
      }
    };
    for (const type of ["job.queued", "job.started", "video.count", "video.gone", "job.completed"]) {
      source.addEventListener(type, take);
    }
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) closed.resolve();
    });
    await closed.promise;
    expect(ids).toEqual(numbers(26));
    expect(cuts).toBe(3);
  });

  it("keeps open through heartbeats of a dialect", async () => {
    const { job_id: id } = await createJob(kit, { name: "beats", events: 2, waits: 1 });
    const source = new EventSource(`${kit.url}/count/beats/progress`);
    const seen: string[] = [];
    const beaten = Promise.withResolvers<void>();
    source.addEventListener("message", ({ data }) => {
      seen.push(String(data));
      if (seen.filter((one) => one.includes("idle")).length === 2) beaten.resolve();
    });
    await beaten.promise;
    source.close();
    expect(seen.filter((one) => one.includes("open"))).toHaveLength(1);
    await kit.go(id);
  });
});

const NOTHING = (_count: number): void => undefined;

describe("Chromium's EventSource", () => {
  let browser: Browser;
  let page: Page;
  let onFrame = NOTHING;
  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    // Not one of the pages: their policy lets them connect to nothing.
    await page.goto(`${proxy.url}/health`);
    await page.exposeFunction("frameSeen", (count: number) => onFrame(count));
  });
  afterAll(() => browser.close());

  /** Follows a stream in the page; resolves with what came, and whether the browser has given up, when `until` is true of it. */
  const follow = (url: string, types: readonly string[], until: "closed" | number) =>
    page.evaluate(
      ([address, names, enough]) =>
        new Promise<{ ids: string[]; data: string[]; opens: number }>((resolve) => {
          const source = new globalThis.EventSource(address);
          const seen = { ids: [] as string[], data: [] as string[], opens: 0 };
          const take = (event: globalThis.MessageEvent): void => {
            seen.ids.push(event.lastEventId);
            seen.data.push(String(event.data));
            (globalThis as unknown as { frameSeen: (count: number) => void }).frameSeen(seen.ids.length);
            if (seen.ids.length === enough) resolve(seen);
          };
          for (const name of names) source.addEventListener(name, take as (event: Event) => void);
          source.addEventListener("open", () => (seen.opens += 1));
          source.addEventListener("error", () => {
            if (source.readyState === 2) resolve(seen);
          });
        }),
      [url, types, until] as const,
    );

  /** What came with an id of its own until the browser gave up. */
  const followAlone = (url: string) =>
    page.evaluate(
      (address) =>
        new Promise<[cursor: string, data: string][]>((resolve) => {
          const source = new globalThis.EventSource(address);
          const seen: [string, string][] = [];
          const take = ({ data, lastEventId }: globalThis.MessageEvent): void => {
            if (/open|idle/.test(String(data))) return;
            seen.push([lastEventId, String(data)]);
            (globalThis as unknown as { frameSeen: (count: number) => void }).frameSeen(seen.length);
          };
          source.addEventListener("message", take);
          source.addEventListener("end", take as (event: Event) => void);
          source.addEventListener("error", () => {
            if (source.readyState === 2) resolve(seen);
          });
        }),
      url,
    );

  it("reads a stream to its end, reconnects, and stops at 204", async () => {
    const { job_id: id } = await createJob(kit, { name: "browser" }, { Prefer: "wait=20" });
    const types = ["job.queued", "job.started", "video.count", "job.completed"];
    const seen = await follow(`/v1/jobs/${id}/events`, types, "closed");
    expect(seen.ids.map(Number)).toEqual(numbers(6));
  });

  it("resumes after a cut with its Last-Event-ID, though its address still names an older cursor", async () => {
    const { job_id: id } = await createJob(kit, { name: "browser-cut", events: 3, waits: 2 });
    const types = ["job.started", "video.count", "video.gone", "job.completed"];
    onFrame = (count) => {
      if (count !== 4 && count !== 5) return;
      proxy.cut();
      void kit.go(id);
    };
    const seen = await follow(`/v1/jobs/${id}/events?after=1`, types, "closed");
    onFrame = NOTHING;
    expect(seen.ids.map(Number)).toEqual(numbers(8).slice(1));
    expect(seen.opens).toBeGreaterThan(1);
  });

  it("keeps the one place of a stream over cuts, while a second window is refused for good", async () => {
    const { job_id: id } = await createJob(kit, { name: "browser-alone", events: 2, waits: 1 });
    const address = `/count/${id}/alone`;
    const allCame = Promise.withResolvers<void>();
    onFrame = (count) => {
      if (count === 4) allCame.resolve();
      if (count !== 2 && count !== 3) return;
      proxy.cut();
      const events = [{ type: "video.count", data: { n: 10 * count } }];
      void kit.engine.signal({ owner: "local", jobId: id, name: "more", signalId: `${count}`, value: {}, events });
    };
    const shown = followAlone(address);
    await allCame.promise;
    onFrame = NOTHING;
    expect(await followAlone(address)).toEqual([]);
    await kit.go(id);
    const seen = await shown;
    const sums = ['{"sum":1}', '{"sum":3}', '{"sum":23}', '{"sum":53}', '{"sum":53}'];
    expect(seen.map(([, data]) => data)).toEqual(sums);
    expect(new Set(seen.map(([cursor]) => cursor.split(".")[1])).size).toBe(3);
  });

  it("gets an unknown job reported in a frame and not by a dead connection", async () => {
    const seen = await follow("/v1/jobs/job_01JD0000000000000000ABCDEF/events", ["stream.refused"], 1);
    expect(JSON.parse(seen.data[0] ?? "")).toMatchObject({ code: "NOT_FOUND" });
  });

  it("reads any Unicode as it was written", async () => {
    const name = "a\u0085b\u2028c\u2029d\u0000\uFEFF🧠 \u202Eאב";
    const { job_id: id } = await createJob(kit, { name: "unicode", waits: 1 });
    await kit.engine.signal({
      owner: "local",
      jobId: id,
      name: "note",
      signalId: "n",
      value: {},
      events: [{ type: "video.note", data: { name } }],
    });
    const seen = await follow(`/v1/jobs/${id}/events`, ["video.note"], 1);
    expect(JSON.parse(seen.data[0] ?? "")).toMatchObject({ name });
    await kit.go(id);
  });
});

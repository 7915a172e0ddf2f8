import { ERRORS, isErrorCode } from "@headway-jobs/contract";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { SILENCE_MS } from "../src/client.ts";
import { createClient, type ClientOptions, type JobEvent, type Runtime, type StreamState } from "../src/index.ts";
import { cursorOf, frameOf, JOB, openStream, problem, startStreamServer, type Handler } from "./stub/stream-server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(handler: Handler) {
  const server = await startStreamServer(handler);
  open.push(server);
  return server;
}

/** Pauses of any length pass at once; watches over silence fire only when the test says so. */
function testRuntime(): Runtime & { readonly pauses: number[]; fireWatch(): void } {
  const watches = new Set<() => void>();
  const pauses: number[] = [];
  return {
    pauses,
    nowMs: () => 0,
    random: () => 0,
    after(delayMs, callback) {
      if (delayMs === SILENCE_MS) {
        watches.add(callback);
        return () => watches.delete(callback);
      }
      pauses.push(delayMs);
      const handle = setImmediate(callback);
      return () => clearImmediate(handle);
    },
    fireWatch() {
      for (const watch of watches) watch();
    },
  };
}

function clientOf(baseUrl: string, more: Partial<ClientOptions> = {}) {
  const runtime = testRuntime();
  return { runtime, client: createClient({ baseUrl, runtime, ...more }) };
}

async function seqsOf(events: AsyncIterable<JobEvent>): Promise<number[]> {
  const seqs: number[] = [];
  for await (const event of events) seqs.push(event.seq);
  return seqs;
}

function wakeAtOnce(reconnect: () => void): () => void {
  setImmediate(reconnect);
  return () => undefined;
}

function changeFrame(id: number): string {
  const data = { job_id: `job_${id}`, kind: "video", status: "in_progress", progress: id, phase: null };
  return `event: job.changed\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

function refusalFrame(code: string): string {
  const { status, retryable, advice } = isErrorCode(code) ? ERRORS[code] : {};
  const data = { code, message: `${code} it is`, status, retryable, advice: advice?.http };
  return `event: stream.refused\ndata: ${JSON.stringify(data)}\n\n`;
}

const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index + 1);

/** What a bad network or server may do to one connection. */
type Fault =
  | { readonly kind: "cut"; readonly afterBytes: number }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "repeat"; readonly back: number; readonly afterBytes: number }
  | { readonly kind: "skip"; readonly over: number }
  | { readonly kind: "garbage"; readonly text: string }
  | { readonly kind: "html" };

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant("cut" as const), afterBytes: fc.nat(1_500) }),
  fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(408, 429, 500, 502, 503, 504) }),
  fc.record({ kind: fc.constant("repeat" as const), back: fc.nat(10), afterBytes: fc.nat(1_500) }),
  fc.record({ kind: fc.constant("skip" as const), over: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant("garbage" as const),
    text: fc.constantFrom(
      "data: {\n\n",
      "data: []\n\n",
      'data: {"seq":0,"type":"x"}\n\n',
      'data: {"seq":1.5,"type":"x"}\n\n',
      "%%%\n\n",
    ),
  }),
  fc.record({ kind: fc.constant("html" as const) }),
);

describe("following a job's events", () => {
  it("hands every event on exactly once and in order, whatever happens to the connections", async () => {
    let faults: Fault[] = [];
    let length = 1;
    const server = await serve((request, response) => {
      const cursor = cursorOf(request);
      const now = faults.shift();
      const frames = (from: number): string =>
        upTo(length)
          .slice(from)
          .map((seq) => frameOf(seq, length))
          .join("");
      const cutAfter = (text: string, bytes: number): void => {
        response.write(Buffer.from(text).subarray(0, bytes), () => response.destroy());
      };
      if (now?.kind === "status") return problem(response, now.status, "TROUBLE");
      if (now?.kind === "html") return response.writeHead(200, { "content-type": "text/html" }).end("<html>");
      if (cursor >= length) return response.writeHead(204).end();
      openStream(response);
      if (now?.kind === "cut") return cutAfter(frames(cursor), now.afterBytes);
      if (now?.kind === "repeat") return cutAfter(frames(Math.max(0, cursor - now.back)), now.afterBytes);
      if (now?.kind === "skip") return response.end(frames(cursor + now.over));
      if (now?.kind === "garbage") return response.end(now.text);
      return response.end(frames(cursor));
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 12 }), fc.integer({ min: 1, max: 12 }), async (planned, events) => {
        // A first answer that is no stream is a wrong address, and no fault to survive.
        faults = planned.filter(
          ({ kind }, index) => kind !== "html" || planned.slice(0, index).some((one) => one.kind === "cut"),
        );
        length = events;
        expect(await seqsOf(clientOf(server.baseUrl).client.events(JOB))).toEqual(upTo(events));
      }),
      { numRuns: 60 },
    );
  });

  it("begins after the cursor it is given, and ends at once when nothing comes after it", async () => {
    const server = await serve((request, response) => {
      if (cursorOf(request) >= 5) return response.writeHead(204).end();
      openStream(response);
      return response.end([4, 5].map((seq) => frameOf(seq, 5)).join(""));
    });
    const { client } = clientOf(server.baseUrl);
    expect(await seqsOf(client.events(JOB, { after: 3 }))).toEqual([4, 5]);
    expect(await seqsOf(client.events(JOB, { after: 5 }))).toEqual([]);
  });

  it("waits as long as the server asks before it reconnects", async () => {
    let calls = 0;
    const server = await serve((request, response) => {
      openStream(response, 2_500);
      calls += 1;
      response.end(frameOf(cursorOf(request) + 1, 2));
    });
    const { client, runtime } = clientOf(server.baseUrl);
    await seqsOf(client.events(JOB));
    expect(calls).toBe(2);
    expect(runtime.pauses).toEqual([2_500]);
  });

  it("gives a connection up that has been silent for 45 s, and goes on from its cursor", async () => {
    let calls = 0;
    const server = await serve((request, response) => {
      openStream(response);
      calls += 1;
      response.write(frameOf(cursorOf(request) + 1, 2));
    });
    const { client, runtime } = clientOf(server.baseUrl);
    const seqs: number[] = [];
    for await (const event of client.events(JOB)) {
      seqs.push(event.seq);
      if (calls === 1) setImmediate(() => runtime.fireWatch());
    }
    expect(seqs).toEqual([1, 2]);
    expect(calls).toBe(2);
  });

  it("reconnects at once when it is woken", async () => {
    const server = await serve((request, response) => {
      openStream(response);
      response.end(frameOf(cursorOf(request) + 1, 2));
    });
    const never: Runtime = { nowMs: () => 0, random: () => 0, after: () => () => undefined };
    const client = createClient({ baseUrl: server.baseUrl, runtime: never });
    expect(await seqsOf(client.events(JOB, { wake: wakeAtOnce }))).toEqual([1, 2]);
  });

  it("tells each change of the connection's state", async () => {
    const server = await serve((request, response) => {
      openStream(response);
      response.end(frameOf(cursorOf(request) + 1, 2));
    });
    const states: StreamState["phase"][] = [];
    await seqsOf(
      clientOf(server.baseUrl).client.events(JOB, {
        onState: ({ phase }) => states.at(-1) !== phase && states.push(phase),
      }),
    );
    expect(states).toEqual(["connecting", "open", "waiting", "connecting", "open", "ended"]);
  });

  it.each([
    [401, "INVALID_KEY"],
    [404, "NOT_FOUND"],
    [400, "INVALID_CURSOR"],
  ])("stops for good at a problem with status %i", async (status, code) => {
    const server = await serve((_request, response) => problem(response, status, code, { advice: "Do this." }));
    await expect(seqsOf(clientOf(server.baseUrl).client.events(JOB))).rejects.toMatchObject({
      name: "ClientError",
      status,
      code,
      advice: "Do this.",
      message: `Detail of ${code}`,
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ["INVALID_KEY", 401],
    ["NOT_FOUND", 404],
    ["INVALID_CURSOR", 400],
    ["A_NEWER_CODE", 400],
  ])("stops for good at a frame that refuses with %s", async (code, status) => {
    const server = await serve((_request, response) => {
      openStream(response);
      response.end(refusalFrame(code));
    });
    const { client } = clientOf(server.baseUrl);
    await expect(seqsOf(client.events(JOB))).rejects.toMatchObject({ status, code, message: `${code} it is` });
    await expect(client.changes().next()).rejects.toMatchObject({ status, code });
    expect(server.requests).toHaveLength(2);
  });

  it("tries again after a frame that refuses for now", async () => {
    let refusals = 2;
    const server = await serve((request, response) => {
      openStream(response);
      response.end(refusals-- > 0 ? refusalFrame("STORE_UNAVAILABLE") : frameOf(cursorOf(request) + 1, 1));
    });
    expect(await seqsOf(clientOf(server.baseUrl).client.events(JOB))).toEqual([1]);
  });

  it("says that what answers is no Headway server", async () => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
    );
    await expect(seqsOf(clientOf(server.baseUrl).client.events(JOB))).rejects.toMatchObject({ code: "BAD_ANSWER" });
  });

  it("ends with the signal's reason when it is aborted, and closes the connection", async () => {
    const closed = Promise.withResolvers<void>();
    const server = await serve((request, response) => {
      openStream(response);
      response.write(frameOf(1, 9) + frameOf(2, 9));
      request.socket.on("close", closed.resolve);
    });
    const stop = new AbortController();
    const seen: number[] = [];
    const reason = new Error("enough");
    const reading = (async () => {
      for await (const { seq } of clientOf(server.baseUrl).client.events(JOB, { signal: stop.signal })) {
        seen.push(seq);
        stop.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen).toEqual([1]);
    await closed.promise;
  });

  it("closes the connection when its reader stops reading", async () => {
    const closed = Promise.withResolvers<void>();
    const server = await serve((request, response) => {
      openStream(response);
      response.write(frameOf(1, 9));
      request.socket.on("close", closed.resolve);
    });
    for await (const { seq } of clientOf(server.baseUrl).client.events(JOB)) if (seq === 1) break;
    await closed.promise;
  });

  it("keeps trying while the server is away", async () => {
    let refusals = 3;
    const server = await serve((request, response) => {
      openStream(response);
      response.end(frameOf(cursorOf(request) + 1, 1));
    });
    const flaky: ClientOptions["fetch"] = (input, init) =>
      refusals-- > 0 ? Promise.reject(new TypeError("refused")) : fetch(input, init);
    const { client, runtime } = clientOf(server.baseUrl, { fetch: flaky });
    expect(await seqsOf(client.events(JOB))).toEqual([1]);
    expect(runtime.pauses).toEqual([1_000, 2_000, 4_000]);
  });
});

describe("following the live list", () => {
  it("resumes by change number and lets numbers skip", async () => {
    const numbers = [3, 7, 8, 20];
    const server = await serve((request, response) => {
      openStream(response);
      response.end(
        numbers
          .filter((id) => id > cursorOf(request))
          .slice(0, 2)
          .map(changeFrame)
          .join(""),
      );
    });
    const seen: string[] = [];
    for await (const change of clientOf(server.baseUrl).client.changes()) {
      seen.push(change.job_id);
      if (seen.length === numbers.length) break;
    }
    expect(seen).toEqual(["job_3", "job_7", "job_8", "job_20"]);
    expect(server.requests.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "7"]);
  });
});

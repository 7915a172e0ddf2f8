import { createParser } from "eventsource-parser";
import { afterEach, describe, expect, it } from "vitest";
import { HeldServer } from "./testing/held-server.ts";
import { bare, PLAN } from "./testing/rewriting.ts";

let server: HeldServer;
afterEach(() => server.dispose());

interface Frame {
  readonly event: string | undefined;
  readonly id: string | undefined;
}

/** Follows the job's stream from a cursor until `enough` frames of an event have come, or to its end, or until the server is gone. */
async function follow(
  jobId: string,
  after: string,
  enough?: readonly [event: string, count: number],
): Promise<Frame[]> {
  const frames: Frame[] = [];
  const parser = createParser({ onEvent: ({ event, id }) => frames.push({ event, id }) });
  const response = await fetch(server.url(`/v1/chat/s/stream?job_id=${jobId}&last_sequence=${after}`));
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (enough !== undefined && frames.filter(({ event }) => event === enough[0]).length >= enough[1]) break;
  }
  return frames;
}

const submit = async (mode: string): Promise<string> => {
  const asked = { message: "Louder", session_id: "s", document_html: PLAN, approval_mode: mode };
  return (await server.json("/v1/chat/async", asked)).job_id;
};
const approve = (jobId: string) => server.json("/v1/chat/s/approve", { job_id: jobId, approved: true });
const lastId = (frames: readonly Frame[]): string => frames.findLast(({ id }) => id !== undefined)?.id ?? "0";

/** Everything that must be true of a job that has ended well, whatever happened on its way. */
async function expectOneResult(jobId: string): Promise<void> {
  const { status, result } = await server.json(`/v1/jobs/${jobId}`);
  expect(status).toBe("completed");
  expect(bare(result.document_changes.updated_html)).toBe("<h1>Plan</h1><p>One.!</p><p>Two.!</p><p>Three.!</p>");
  expect(result.usage.ops_charged).toBe(3);
  const history = await server.json("/v1/sessions/s/history");
  expect(history.messages).toHaveLength(2);
  expect(history.document_state).toMatchObject({
    version_id: result.document_changes.version_id,
    html_content: result.document_changes.updated_html,
  });
  expect((await server.json("/v1/users/me/usage")).monthly_used).toBe(3);
  const { events } = await server.json(`/v1/jobs/${jobId}/events?limit=500`);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === "document.result")).toHaveLength(1);
}

describe("a server that is killed", () => {
  it("while the editor works continues with the unfinished piece; finished ones are not done again", async () => {
    server = await HeldServer.start("edit Two.");
    const jobId = await submit("approve_all");
    await server.held;
    await server.kill();
    expect(await server.worked()).toEqual(["One."]);
    await server.letGo();
    await server.boot();
    expect((await follow(jobId, "0")).at(-1)?.event).toBe("usage");
    expect(await server.worked()).toEqual(["One.", "Two.", "Three."]);
    await expectOneResult(jobId);
  });

  it("between proposal and approval has lost nothing: the same proposals wait, their readers resume, and nothing was done twice", async () => {
    server = await HeldServer.start("nowhere");
    const jobId = await submit("ask_every_time");
    const seen = await follow(jobId, "0", ["proposed_change", 3]);
    await expect.poll(async () => (await server.json(`/v1/jobs/${jobId}`)).status).toBe("awaiting_approval");
    const before = await server.json(`/v1/jobs/${jobId}`);
    await server.kill();
    await server.boot();
    const after = await server.json(`/v1/jobs/${jobId}`);
    expect(after).toMatchObject({ status: "awaiting_approval", metadata: before.metadata });
    await server.json("/v1/chat/s/approve", { job_id: jobId, approved: true, change_id: "ch_1" });
    await server.kill();
    await server.boot();
    const rest = follow(jobId, lastId(seen));
    expect(await approve(jobId)).toMatchObject({ batch_complete: true });
    expect((await rest).map(({ event }) => event)).toEqual(["final", "usage"]);
    expect(await server.worked()).toEqual(["One.", "Two.", "Three."]);
    await expectOneResult(jobId);
  });

  it.each(["before the version", "behind the version", "before the completion"])(
    "between approval and result, %s is kept, applies and charges once",
    async (place) => {
      server = await HeldServer.start(place);
      const jobId = await submit("ask_every_time");
      await follow(jobId, "0", ["proposed_change", 3]);
      await approve(jobId);
      await server.held;
      await server.kill();
      await server.letGo();
      await server.boot();
      expect((await follow(jobId, "0")).map(({ event }) => event).slice(-2)).toEqual(["final", "usage"]);
      await expectOneResult(jobId);
    },
  );
});

import { ERRORS, HeadwayError, jobEventSchema, toWireJson } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nativeDialect, nativeEventJson } from "./dialect.ts";

const job = { jobId: "job_01JD0000000000000000ABCDEF", kind: "video", sessionId: null, createdAtMs: 0 } as const;

describe("native dialect", () => {
  it("shows an event with its envelope and its own members", () => {
    const event = { seq: 3, type: "job.progress", atMs: 0, dataJson: toWireJson({ phase: "a", progress: 5 }) };
    expect(nativeDialect.frames(event, null, job).frames).toEqual([
      {
        event: "job.progress",
        id: "3",
        data: '{"seq":3,"type":"job.progress","at":"1970-01-01T00:00:00.000Z","job_id":"job_01JD0000000000000000ABCDEF","phase":"a","progress":5}',
      },
    ]);
  });

  it("gives valid JSON of the contract's form for any members", () => {
    const names = fc.string().filter((name) => !["seq", "type", "at", "job_id", "__proto__"].includes(name));
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), fc.nat(4e12), (data, atMs) => {
        const event = { seq: 1, type: "video.slide", atMs, dataJson: toWireJson(data) };
        const shown: unknown = JSON.parse(nativeEventJson(event, job.jobId));
        expect(jobEventSchema.parse(shown)).toEqual({
          seq: 1,
          type: "video.slide",
          at: new Date(atMs).toISOString(),
          job_id: job.jobId,
          ...(JSON.parse(JSON.stringify(data)) as object),
        });
      }),
    );
  });

  it.each([
    ["0", { seq: 0 }],
    ["17", { seq: 17 }],
    ["01", null],
    ["-1", null],
    ["1.0", null],
    ["1e3", null],
    ["", null],
    ["9999999999999999", null],
    ["x", null],
  ])("reads the cursor %j as %j", (raw, cursor) => {
    expect(nativeDialect.parseCursor(raw)).toEqual(cursor);
  });

  it("words a refused stream as stream.refused, without id, and never as an event of the job", () => {
    const [frame] = nativeDialect.failure(new HeadwayError("NOT_FOUND", "There is no such job."), 0);
    expect(frame?.event).toBe("stream.refused");
    expect(frame?.id).toBeUndefined();
    expect(JSON.parse(frame?.data ?? "")).toEqual({
      code: "NOT_FOUND",
      message: "There is no such job.",
      status: 404,
      retryable: false,
      advice: ERRORS.NOT_FOUND.advice.http,
    });
  });
});

import { type JobKind, jobEventSchema, type JsonObject } from "@headway-jobs/contract";
import type { Engine, JobContext, NewEvent } from "@headway-jobs/engine";
import { liveStream } from "../../packages/server/src/services/conversation/routes/live.ts";
import { recordingStream } from "../../packages/server/src/services/conversation/routes/recordings.ts";
import { documentStream } from "../../packages/server/src/services/documents/routes/stream.ts";
import { videoStream } from "../../packages/server/src/services/video/routes/progress.ts";
import { defineService, type Service, type StreamRoute } from "../../packages/server/src/service-kit/service.ts";

type Input = Record<string, never>;

const said = (n: number): NewEvent => ({ type: "conversation.status", data: { phase: "processing", n } });
const thought = (n: number): NewEvent => ({ type: "document.intermediate", data: { content: `${n}` } });

/** Services with the real streams of the public APIs and jobs that write events of their kind until `isOver`. */
export function writingServices(isOver: () => boolean, random: () => number): readonly Service<Input>[] {
  const write = (eventOf: (n: number) => NewEvent, last: readonly NewEvent[] = []) => {
    return async (ctx: JobContext): Promise<JsonObject> => {
      for (let n = 0; !isOver();) {
        const together = 1 + Math.floor(random() * 6);
        await Promise.all(Array.from({ length: together }, (_, index) => ctx.emit(eventOf(n + index))));
        n += together;
        await ctx.progress({ phase: "composing_video", progress: Math.min(99, n / 100), message: `${n} written` });
        await new Promise((resolve) => setTimeout(resolve, random() * 3));
      }
      for (const event of last) await ctx.emit(event);
      return {};
    };
  };
  const result = { type: "document.result", data: { response: "written", usage: {} } };
  return [
    service(
      "video",
      write((n) => ({ type: "video.tick", data: { n } })),
      [videoStream()],
    ),
    service("document", write(thought, [result]), [documentStream]),
    service("conversation", write(said), [recordingStream, liveStream]),
    // A short job, of which many come and go on the live list.
    service("speech", async (ctx) => {
      for (let part = 1; part <= 3; part += 1) await ctx.progress({ phase: "p", progress: part * 30, message: "" });
      return {};
    }),
  ];
}

/** Submits the three that write; the paths of their streams, each dialect and the native log. */
export async function startWriting(engine: Engine, owner: string): Promise<readonly { name: string; path: string }[]> {
  const submit = async (kind: JobKind, sessionId = RECORDING): Promise<string> =>
    (await engine.submit({ owner, kind, input: {}, sessionId, aliases: [{ name: sessionId }] })).job.jobId;
  const [video, document, conversation] = [
    await submit("video"),
    await submit("document"),
    await submit("conversation"),
  ];
  await submit("conversation", LIVE_SESSION);
  return [
    { name: "native", path: `/v1/jobs/${video}/events` },
    { name: "video", path: `/api/progress/${video}` },
    { name: "documents", path: `/v1/chat/${RECORDING}/stream?job_id=${document}` },
    { name: "conversation", path: `/analyze/${conversation}/events` },
    { name: ONE_READER, path: `/analyze/live/${LIVE_SESSION}/events` },
  ];
}

/** The stream that takes one reader at a time. */
export const ONE_READER = "live";
const LIVE_SESSION = "live_01234567";
const RECORDING = "analysis_0123456789";

function service(
  kind: JobKind,
  workflow: Service<Input>["workflow"],
  streams: readonly StreamRoute<unknown>[] = [],
): Service<Input> {
  return defineService<Input>({
    kind,
    title: kind,
    description: "Writes.",
    // Jobs are submitted to the engine itself: nothing is read by it.
    input: jobEventSchema as unknown as Service<Input>["input"],
    prepare: async () => ({}),
    workflow,
    timeLimitMs: 3_600_000,
    concurrency: 50,
    routes: [],
    streams,
    readiness: async () => ({}),
  });
}

import {
  HeadwayError,
  speechStatusSchema,
  speechTaskSchema,
  type SpeechTask,
  translatedTtsSchema,
  translateSchema,
  ttsSchema,
} from "@headway-jobs/contract";
import { z } from "zod";
import type { Reply, Route } from "../../../service-kit/service.ts";
import { taskStatus } from "../task-status.ts";
import { problem } from "../../../service-kit/replies.ts";

export const SPEECH_TAG = "Speech";

const params = z.object({ task_id: z.string() });
/** Seconds after which a poll is worth its while, as the compatible API advises. */
const POLL_AFTER_S = 3;

/** Submission and poll of each kind of task. */
export const taskRoutes: readonly Route[] = [
  ...routesOf("translated-tts", "Translate a text and speak it", translatedTtsSchema),
  ...routesOf("tts", "Speak a text in its own language", ttsSchema),
  ...routesOf("translate", "Translate texts", translateSchema),
];

function routesOf(task: SpeechTask, summary: string, input: z.ZodType): readonly Route[] {
  return [
    {
      method: "POST",
      path: `/${task}`,
      scope: "submit",
      summary,
      tag: SPEECH_TAG,
      body: input,
      responses: {
        200: { description: "The task has been accepted; poll it.", schema: speechTaskSchema },
        422: problem("The request cannot be met as it stands."),
        503: problem("A program that is needed is not installed."),
      },
      validation: "fields",
      creates: true,
      async handle(request, call): Promise<Reply> {
        const job = await call.submit({ ...(request.body as object), task });
        const body = speechTaskSchema.parse({ task_id: job.metadata["task_id"], job_id: job.jobId });
        return { kind: "json", status: 200, body };
      },
    },
    {
      method: "GET",
      path: `/${task}/:task_id`,
      summary: `The status of a task of /${task}; with SUCCESS comes the run id for its results`,
      tag: SPEECH_TAG,
      params,
      responses: {
        200: { description: "The status, also of a failed task.", schema: speechStatusSchema },
        404: problem("No such task."),
      },
      validation: "fields",
      async handle(request, { engine }): Promise<Reply> {
        const { task_id: id } = params.parse(request.params);
        const job = await engine.find(request.owner, id);
        if (job?.kind !== "speech" || job.jobType !== task)
          throw new HeadwayError("NOT_FOUND", "There is no such task.");
        const body = taskStatus(job);
        const reply = { kind: "json", status: 200, body } as const;
        return body.status === "PENDING" ? { ...reply, headers: { "Retry-After": String(POLL_AFTER_S) } } : reply;
      },
    },
  ];
}

import { z } from "zod";
import type { Route } from "../../service-kit/service.ts";
import { countingDialect } from "./counting-dialect.ts";

export const FORM_LIMIT_BYTES = 300_000;
export const NOTES_LIMIT_BYTES = 100_000;

const storedFile = z.object({
  upload_id: z.string(),
  filename: z.string(),
  media_type: z.string(),
  size_bytes: z.number(),
  sha256: z.string(),
});
const storedForm = z.object({
  name: z.string().min(1),
  notes: z.string().optional(),
  reply: z.enum(["echo", "job"]).default("echo"),
  file: storedFile,
});
const exported = z.object({ text: z.string(), mediaType: z.string(), filename: z.string().optional() });

/** Routes that take and give files, as a service has them. */
export const fileRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/count/file",
    scope: "submit",
    summary: "Count for a file, or say what came",
    tag: "Counting",
    form: {
      file: "file",
      limitBytes: FORM_LIMIT_BYTES,
      stored: true,
      tooLarge: "FILE_TOO_LARGE",
      longTexts: { notes: NOTES_LIMIT_BYTES },
    },
    body: storedForm,
    responses: { 200: { description: "What came." } },
    validation: "sentence",
    creates: true,
    async handle(request, call) {
      const { name, reply, file, notes } = storedForm.parse(request.body);
      if (reply === "echo") return { kind: "json", status: 200, body: { name, notes, file } };
      const job = await call.submit({ name, upload: file.upload_id });
      return { kind: "json", status: 202, body: { job_id: job.jobId } };
    },
  },
  {
    method: "POST",
    path: "/count/stream",
    scope: "submit",
    summary: "Count, and show it while it continues",
    tag: "Counting",
    body: z.object({ name: z.string(), waits: z.number().optional() }),
    responses: { 200: { description: "The sums.", streams: true } },
    validation: "sentence",
    creates: true,
    handle: async (request, call) => ({
      kind: "stream",
      job: await call.submit(request.body),
      dialect: countingDialect,
    }),
  },
  {
    method: "POST",
    path: "/count/export",
    scope: "read",
    summary: "A text as a file",
    tag: "Counting",
    body: exported,
    responses: { 200: { description: "The file.", mediaTypes: ["text/plain"] } },
    validation: "sentence",
    async handle(request) {
      const { text, mediaType, filename } = exported.parse(request.body);
      const named = filename === undefined ? {} : { filename };
      return { kind: "bytes", bytes: Buffer.from(text), mediaType, ...named, headers: { "X-Export-Warnings": "none" } };
    },
  },
];

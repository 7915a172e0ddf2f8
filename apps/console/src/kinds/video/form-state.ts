import type { ClientError, VideoLanguage, VideoSize, VideoTheme, VideoTone } from "@headway-jobs/client";
import { sentenceOf } from "../../job-data/sentence-of.ts";

export interface VideoForm {
  readonly topic: string;
  readonly source: string;
  readonly num_slides: number;
  readonly language: VideoLanguage;
  readonly tone: VideoTone;
  readonly size: VideoSize;
  readonly theme: VideoTheme;
  readonly captions: boolean;
}

export const emptyForm: VideoForm = {
  topic: "",
  source: "",
  num_slides: 5,
  language: "english",
  tone: "formal",
  size: "1920x1080",
  theme: "dark",
  captions: true,
};

export type FormField = keyof VideoForm;

/** What is wrong, field by field; `form` holds what belongs to none. */
export type FormProblems = Readonly<Partial<Record<FormField | "form", string>>>;

/** The input of a video job (SPEC §2). A blank source is no source. */
export function inputOf(form: VideoForm): Readonly<Record<string, unknown>> {
  const { source, ...rest } = form;
  const input = { ...rest, topic: form.topic.trim() };
  return source.trim() === "" ? input : { ...input, source };
}

/** Puts a refusal's sentences beside the fields they speak of. */
export function problemsOf(error: ClientError): FormProblems {
  const problems: Partial<Record<FormField | "form", string>> = {};
  for (const { loc, msg } of error.errors) {
    const field = loc.at(-1);
    if (isField(field)) problems[field] ??= error.code === "INVALID_INPUT" ? sentence(msg) : error.message;
  }
  return Object.keys(problems).length > 0 ? problems : { form: sentenceOf(error) };
}

function isField(name: string | number | undefined): name is FormField {
  return typeof name === "string" && Object.hasOwn(emptyForm, name);
}

/** "must be at most 20" reads as a sentence of its own. */
function sentence(msg: string): string {
  const text = msg.charAt(0).toUpperCase() + msg.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

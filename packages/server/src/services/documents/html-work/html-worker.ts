import { randomUUID } from "node:crypto";
import { workerTask } from "@headway-jobs/tools/threads/worker-task";
import { type HtmlResults, type HtmlWork, workOnHtml } from "./work.ts";

export const task = workerTask<HtmlWork, HtmlResults[HtmlWork["task"]]>((work) => workOnHtml(work, randomUUID));

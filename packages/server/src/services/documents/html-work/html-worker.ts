import { randomUUID } from "node:crypto";
import { serveWork } from "@headway-jobs/tools/threads/worker-task";
import { type HtmlResults, type HtmlWork, workOnHtml } from "./work.ts";

serveWork<HtmlWork, HtmlResults[HtmlWork["task"]]>((work) => workOnHtml(work, randomUUID));

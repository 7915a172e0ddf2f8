import { randomUUID } from "node:crypto";
import { answerInThread } from "@headway-jobs/tools/programs/run-thread";
import { type HtmlWork, workOnHtml } from "./work.ts";

await answerInThread((work: HtmlWork) => workOnHtml(work, randomUUID));

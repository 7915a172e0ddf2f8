import { randomUUID } from "node:crypto";
import { answerInThread } from "../../../media/tools/run-thread.ts";
import { type HtmlWork, workOnHtml } from "./work.ts";

await answerInThread((work: HtmlWork) => workOnHtml(work, randomUUID));

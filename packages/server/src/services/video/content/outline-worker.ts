import { answerInThread } from "@headway-jobs/tools/programs/run-thread";
import { outlineFromSource } from "./outline.ts";

await answerInThread(outlineFromSource);

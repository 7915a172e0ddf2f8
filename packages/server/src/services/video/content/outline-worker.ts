import { answerInThread } from "../../../media/tools/run-thread.ts";
import { outlineFromSource } from "./outline.ts";

await answerInThread(outlineFromSource);

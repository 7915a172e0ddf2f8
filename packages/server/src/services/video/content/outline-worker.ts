import { workerTask } from "@headway-jobs/tools/threads/worker-task";
import type { Lesson, OutlineRequest } from "./lesson.ts";
import { outlineFromSource } from "./outline.ts";

export const task = workerTask<OutlineRequest, Lesson>(outlineFromSource);

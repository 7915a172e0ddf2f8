import { serveWork } from "@headway-jobs/tools/threads/worker-task";
import type { Lesson, OutlineRequest } from "./lesson.ts";
import { outlineFromSource } from "./outline.ts";

serveWork<OutlineRequest, Lesson>(outlineFromSource);

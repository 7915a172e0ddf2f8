import type { JobEvent } from "@headway-jobs/client";
import { jobView, type JobView } from "../job-data/job-view.ts";

/** How far a job that fetches models is. */
export interface FetchState {
  readonly view: JobView;
  /** What is being fetched at the moment: a model, or the library that it needs. */
  readonly current: { readonly name: string; readonly phase: string; readonly percent: number } | null;
  readonly installed: readonly string[];
}

/** A fold over a job's events from the first one. */
export function fetchState(events: readonly JobEvent[]): FetchState {
  const installed: string[] = [];
  let current: FetchState["current"] = null;
  for (const event of events) {
    if (event.type === "local_model.installed") {
      installed.push(String(event["name"]));
      current = null;
    } else if (event.type === "local_model.progress") {
      const total = Number(event["total_bytes"]);
      const percent = total > 0 ? Math.min(100, (Number(event["done_bytes"]) / total) * 100) : 0;
      current = { name: String(event["name"]), phase: String(event["phase"]), percent };
    }
  }
  return { view: jobView(events), current, installed };
}

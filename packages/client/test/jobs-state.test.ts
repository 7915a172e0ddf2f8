import { describe, expect, it } from "vitest";
import type { JobChange, JobResource } from "../src/index.ts";
import {
  namesNewJob,
  noJobs,
  withChanges,
  withJob,
  withNewestPage,
  withOlderPage,
  withoutJob,
} from "../src/react/jobs-state.ts";

const job = (id: string, progress = 0): JobResource =>
  ({ job_id: `job_${id}`, kind: "video", status: "in_progress", progress, phase: null }) as JobResource;
const page = (ids: string, total: number, next: string | null = null) => ({
  jobs: [...ids].map((id) => job(id)),
  total,
  next_cursor: next,
});
const change = (id: string, more: Partial<JobChange> = {}): JobChange => ({
  job_id: `job_${id}`,
  kind: "video",
  status: "in_progress",
  progress: 50,
  phase: "composing_video",
  ...more,
});
const idsOf = ({ jobs }: { readonly jobs: readonly JobResource[] }): string =>
  jobs.map(({ job_id }) => job_id.slice(4)).join("");

describe("a list of jobs", () => {
  const three = withNewestPage(noJobs, page("EDC", 5, "next"));

  it("is the first page at first", () => {
    expect(three).toMatchObject({ total: 5, nextCursor: "next", loaded: true });
    expect(idsOf(three)).toBe("EDC");
  });

  it("grows by older pages, each job once", () => {
    const all = withOlderPage(three, page("CBA", 5));
    expect(idsOf(all)).toBe("EDCBA");
    expect(all.nextCursor).toBeNull();
  });

  it("keeps older pages when the newest is read again", () => {
    const all = withNewestPage(withOlderPage(three, page("BA", 5)), page("FED", 6, "other"));
    expect(idsOf(all)).toBe("FEDCBA");
    expect(all).toMatchObject({ total: 6, nextCursor: null });
  });

  it("forgets a job that the newest page no longer has", () => {
    expect(idsOf(withNewestPage(three, page("EC", 2)))).toBe("EC");
  });

  it("takes the newest of several changes", () => {
    const state = withChanges(three, [
      change("D", { progress: 10 }),
      change("D", { progress: 20, status: "completed" }),
    ]);
    expect(state.jobs[1]).toMatchObject({ progress: 20, status: "completed", phase: "composing_video" });
    expect(state.jobs[0]).toBe(three.jobs[0]);
  });

  it("is the same object when nothing changed", () => {
    expect(withChanges(three, [change("Z")])).toBe(three);
    expect(withChanges(three, [change("D", { progress: 0, phase: null })])).toBe(three);
  });

  it("knows a new job from one that is further down", () => {
    expect(namesNewJob(three, [change("F")])).toBe(true);
    expect(namesNewJob(three, [change("A"), change("D")])).toBe(false);
    expect(namesNewJob(noJobs, [change("A")])).toBe(true);
  });

  it("takes a submitted job in once and a removed one out", () => {
    const four = withJob(withJob(three, job("F")), job("F", 9));
    expect(idsOf(four)).toBe("FEDC");
    expect(four.total).toBe(6);
    expect(four.jobs[0]?.progress).toBe(9);
    expect(withoutJob(four, "job_D")).toMatchObject({ total: 5 });
    expect(withoutJob(four, "job_X")).toMatchObject({ total: 6 });
  });
});

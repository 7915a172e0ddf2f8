import type { JobEvent, JobKind, JobResource } from "@headway-jobs/client";
import type { ComponentType } from "react";
import type { JobView } from "../job-data/job-view.ts";

/** How the console shows jobs of one kind: a folder below kinds/ each, and one line in the registry. */
export interface KindView {
  readonly kind: JobKind;
  /** "video": goes into sentences. */
  readonly noun: string;
  /** What a list calls the job. */
  readonly titleOf: (job: JobResource) => string;
  /** A word or two for a phase: "Voice". */
  readonly phaseText: (phase: string) => string;
  /** One line for an event of the kind's own; null = show its members. */
  readonly eventText?: (event: JobEvent) => string | null;
  /** What the question before a cancel says of it; absent = that the job cannot be resumed. */
  readonly afterCancel?: string;
  /** True for a job of which nobody knows how long it will be: its progress says nothing. */
  readonly isOpenEnded?: (job: JobResource) => boolean;
  /** Below the progress bar while the job runs, and where it stopped when it failed. */
  readonly Progress?: ComponentType<ProgressProps>;
  readonly Result: ComponentType<ResultProps>;
  /** Above the progress while the job awaits decisions, for kinds that ask for some. */
  readonly Review?: ComponentType<ReviewProps>;
}

/** A kind of which the start page makes jobs. */
export interface OfferedKind extends KindView {
  readonly heading: string;
  readonly lead: string;
  readonly Form: ComponentType<FormProps>;
}

export interface FormProps {
  readonly title: string;
  readonly onCreated: (job: JobResource) => void;
}
export interface ProgressProps {
  readonly jobId: string;
  /** Null until it is read. */
  readonly job: JobResource | null;
  readonly events: readonly JobEvent[];
  readonly view: JobView;
}
export interface ReviewProps {
  readonly job: JobResource;
  readonly events: readonly JobEvent[];
  /** Reads the job again. */
  readonly onRefresh: () => void;
}
export interface ResultProps {
  readonly job: JobResource;
  readonly events: readonly JobEvent[];
  /** For a result that is gone on from with another job. */
  readonly onCreated: (job: JobResource) => void;
  /** Reads the job again: its links are signed and expire. */
  readonly onLinksExpired: () => void;
}

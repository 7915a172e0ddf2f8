import { realpath } from "node:fs/promises";
import { sep } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import type { ArtifactFiles, HeldContent } from "../artifacts/artifact-files.ts";
import type { ScratchSpace } from "../artifacts/scratch.ts";
import type { Artifact, NewEvent } from "../api/job.ts";
import type { Clock } from "../api/ports.ts";
import type { NewArtifact } from "../artifacts/artifact-rows.ts";
import { storable } from "../db/storable.ts";
import type { Progress, StepContext } from "../api/workflow.ts";
import type { AskStore } from "../db/store-retry.ts";
import type { AttemptLimit } from "./attempt-limit.ts";
import type { Run } from "./run.ts";

export interface StepParts {
  readonly artifactFiles: ArtifactFiles;
  readonly scratch: ScratchSpace;
  readonly clock: Clock;
}

type ArtifactRequest = Parameters<StepContext["saveArtifact"]>[0];

const ARTIFACT_NAME = /^[^/\\\p{Cc}]{1,255}$/u;

/** What the work of a step sees of one attempt, and what the attempt leaves to be committed. */
export class StepAttempt implements StepContext {
  readonly signal: AbortSignal;
  readonly attempt: number;
  readonly #run: Run;
  readonly #parts: StepParts;
  readonly #entryName: string;
  readonly #limit: AttemptLimit;
  readonly #artifacts = new Map<string, NewArtifact>();
  /** Content that was saved and is not recorded. */
  #held: HeldContent[] = [];
  #scratchDir: string | undefined;
  #closed = false;

  constructor(
    run: Run,
    parts: StepParts,
    given: { readonly entryName: string; readonly attempt: number; readonly limit: AttemptLimit },
  ) {
    this.#run = run;
    this.#parts = parts;
    this.#entryName = given.entryName;
    this.attempt = given.attempt;
    this.#limit = given.limit;
    this.signal = given.limit.signal;
  }

  get artifacts(): readonly NewArtifact[] {
    return [...this.#artifacts.values()];
  }

  get scratchDir(): string {
    this.#assertOpen();
    return (this.#scratchDir ??= this.#parts.scratch.make());
  }

  async emit(event: NewEvent): Promise<void> {
    this.#assertOpen();
    const events = [this.#run.encode(event)];
    await this.#limit.uncounted(() => this.#run.append({ events }));
  }

  async progress(progress: Progress): Promise<void> {
    this.#assertOpen();
    const { event, changed } = this.#run.advance(progress);
    await this.#limit.uncounted(() => this.#run.append({ events: [event] }, changed));
  }

  async saveArtifact(request: ArtifactRequest): Promise<Artifact> {
    this.#assertOpen();
    if (!ARTIFACT_NAME.test(request.name) || request.name === "." || request.name === "..") {
      throw new TypeError(
        `"${request.name}" cannot be an artifact's name: 1 to 255 characters, no slash, no control character`,
      );
    }
    const { content } = request;
    const stored =
      "bytes" in content
        ? await this.#parts.artifactFiles.putBytes(content.bytes, this.#askStore)
        : await this.#parts.artifactFiles.putFile(await this.#ownFile(content.file), this.#askStore);
    this.#held.push(stored);
    const artifact: Artifact = {
      name: storable(request.name),
      mediaType: storable(request.mediaType),
      sizeBytes: stored.sizeBytes,
      sha256: stored.sha256,
      internal: request.internal ?? false,
      createdAtMs: this.#parts.clock.nowMs(),
    };
    // The attempt has ended meanwhile, so it will not be recorded.
    if (this.#closed) await this.#dropHolds();
    else this.#artifacts.set(artifact.name, { ...artifact, holdId: stored.holdId, madeBy: this.#entryName });
    return artifact;
  }

  /** Closes the attempt after success or failure: nothing can be saved through it any more, unrecorded content is given up, its files are removed. */
  async close(isCommitted: boolean): Promise<void> {
    this.#closed = true;
    const recorded = new Set(isCommitted ? this.artifacts.map(({ holdId }) => holdId) : []);
    this.#held = this.#held.filter(({ holdId }) => !recorded.has(holdId));
    await this.#dropHolds();
    if (this.#scratchDir !== undefined) await this.#parts.scratch.remove(this.#scratchDir);
  }

  readonly #askStore: AskStore = (work) => this.#limit.uncounted(() => this.#run.askStore(work, this.signal));

  async #dropHolds(): Promise<void> {
    const held = this.#held;
    this.#held = [];
    await this.#parts.artifactFiles.dropHolds(held);
  }

  /** Only files of the attempt itself are moved away; a path that leads elsewhere is a programming error. */
  async #ownFile(file: string): Promise<string> {
    const path = await realpath(file);
    const directory = this.#scratchDir === undefined ? null : await realpath(this.#scratchDir);
    if (directory === null || !path.startsWith(directory + sep)) {
      throw new TypeError("an artifact's file must lie below the step's scratchDir");
    }
    return path;
  }

  #assertOpen(): void {
    if (this.signal.aborted) throw this.signal.reason;
    if (this.#closed) throw new HeadwayError("CANCELLED", "The attempt of the step has ended.");
  }
}

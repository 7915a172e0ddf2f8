import { realpath } from "node:fs/promises";
import { sep } from "node:path";
import { HeadwayError } from "@headway/contract";
import type { ArtifactFiles } from "../artifacts/artifact-files.ts";
import type { ScratchSpace } from "../artifacts/scratch.ts";
import type { Artifact, NewEvent } from "../job.ts";
import type { Clock } from "../ports.ts";
import { storable } from "../store/storable.ts";
import type { Progress, StepContext } from "../workflow.ts";
import type { Run } from "./run.ts";

export interface StepParts {
  readonly artifactFiles: ArtifactFiles;
  readonly scratch: ScratchSpace;
  readonly clock: Clock;
}

type ArtifactRequest = Parameters<StepContext["saveArtifact"]>[0];

const ARTIFACT_NAME = /^[^/\\\p{Cc}]{1,255}$/u;

/** What the work of a step sees of one try, and what the try leaves to be committed. */
export class StepTry implements StepContext {
  readonly signal: AbortSignal;
  readonly attempt: number;
  readonly #run: Run;
  readonly #parts: StepParts;
  readonly #artifacts = new Map<string, Artifact>();
  /** One entry for each pin that this try holds. */
  #pinned: string[] = [];
  #scratchDir: string | undefined;
  #closed = false;

  constructor(run: Run, parts: StepParts, attempt: number, signal: AbortSignal) {
    this.#run = run;
    this.#parts = parts;
    this.attempt = attempt;
    this.signal = signal;
  }

  get artifacts(): readonly Artifact[] {
    return [...this.#artifacts.values()];
  }

  get scratchDir(): string {
    this.#assertOpen();
    return (this.#scratchDir ??= this.#parts.scratch.make());
  }

  async emit(event: NewEvent): Promise<void> {
    this.#assertOpen();
    await this.#run.append({ events: [this.#run.encode(event)] });
  }

  async progress(progress: Progress): Promise<void> {
    this.#assertOpen();
    const { event, changed } = this.#run.advance(progress);
    await this.#run.append({ events: [event] }, changed);
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
        ? await this.#parts.artifactFiles.putBytes(content.bytes)
        : await this.#parts.artifactFiles.putFile(await this.#ownFile(content.file));
    this.#pinned.push(stored.sha256);
    const artifact: Artifact = {
      name: storable(request.name),
      mediaType: storable(request.mediaType),
      sizeBytes: stored.sizeBytes,
      sha256: stored.sha256,
      internal: request.internal ?? false,
      createdAtMs: this.#parts.clock.nowMs(),
    };
    this.#artifacts.set(artifact.name, artifact);
    // It came too late: the try has ended and nobody will record it.
    if (this.#closed) await this.#letGo([]);
    return artifact;
  }

  /** Ends the try, however it ended: nothing can be saved through it any more, and its files go. */
  async close(committed: { readonly replacedHashes: readonly string[] } | null): Promise<void> {
    this.#closed = true;
    if (committed === null) this.#artifacts.clear();
    await this.#letGo(committed?.replacedHashes ?? []);
    if (this.#scratchDir !== undefined) await this.#parts.scratch.remove(this.#scratchDir);
  }

  /** Content saved here that no row names by now is removed. */
  async #letGo(replacedHashes: readonly string[]): Promise<void> {
    const pinned = this.#pinned;
    this.#pinned = [];
    for (const sha256 of pinned) this.#parts.artifactFiles.unpin(sha256);
    const hashes = [...pinned, ...replacedHashes];
    if (hashes.length > 0) await this.#parts.artifactFiles.removeUnheld(hashes);
  }

  /** Only files of the try itself are moved away; a path that leads elsewhere is a programming error. */
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
    if (this.#closed) throw new HeadwayError("CANCELLED", "The step's try has ended.");
  }
}

import type { VoiceInfo } from "@headway-jobs/ports/speech";

/** Keeps the voices that a server listed, so that they are known while it is not running. `key` names the server and its model. */
export interface VoiceMemory {
  /** Null where nothing is kept. */
  read(key: string): Promise<readonly VoiceInfo[] | null>;
  write(key: string, voices: readonly VoiceInfo[]): Promise<void>;
}

/** The memory of a deployment, whose store opens after its providers are made. Without a store it keeps nothing. */
export class DeploymentVoices implements VoiceMemory {
  #store: VoiceMemory | undefined;

  keepIn(store: VoiceMemory): void {
    this.#store = store;
  }

  async read(key: string): Promise<readonly VoiceInfo[] | null> {
    return (await this.#store?.read(key)) ?? null;
  }

  async write(key: string, voices: readonly VoiceInfo[]): Promise<void> {
    await this.#store?.write(key, voices);
  }
}

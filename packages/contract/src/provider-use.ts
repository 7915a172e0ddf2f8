import type { ProviderExam } from "./provider-exam.ts";

/** What one call to a provider used, as far as it is known; `calls` is 1 when it is not given. */
export interface ProviderUse {
  /** `openai/gpt-4.1-mini`, `flite`, `apertium`. */
  readonly name: string;
  readonly calls?: number;
  /** True for a call that gave no answer. It counts as a call, and the provider is not named as one that the result was made with. */
  readonly isFailed?: boolean;
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  /** Characters of text that were spoken or translated. */
  readonly characters?: number;
  /** Seconds of sound that were made or listened to. */
  readonly audioSeconds?: number;
  /** What this machine's exam found for it. */
  readonly exam?: ProviderExam;
}

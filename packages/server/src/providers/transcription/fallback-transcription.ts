import type { Clock } from "@headway-jobs/contract";
import { primaryLanguage } from "@headway-jobs/ports/translation";
import type { Transcription } from "@headway-jobs/ports/transcription";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import type { ChosenProvider } from "../choose-providers.ts";
import { Fallback } from "../fallback.ts";
import { transcribeSlices, UTTERANCE_S } from "./transcribe-slices.ts";

/** Several recognisers as one: the first that understands the language hears, on its failure the next. */
export function transcriptionFallback(
  chosen: readonly [ChosenProvider<Transcription>, ...ChosenProvider<Transcription>[]],
  clock: Pick<Clock, "nowMs">,
): Transcription {
  const [first, ...others] = chosen;
  if (others.length === 0 && first.languages === undefined) return first.made;
  const spanS = (): number => first.made.spanS;
  const members = chosen.map(({ name, made, languages }) => ({
    name,
    provider: takingSpans(within(made, languages), spanS),
  }));
  const fallback = new Fallback(members, clock);
  return {
    get name() {
      return first.made.name;
    },
    get spanS() {
      return spanS();
    },
    async languages() {
      const all = await Promise.all(members.map(({ provider }) => provider.languages()));
      return all.includes(null) ? null : [...new Set(all.flatMap((languages) => languages ?? []))];
    },
    async transcribe(request) {
      const { answer, warnings } = await fallback.call(
        async (recogniser) => {
          const heard = await recogniser.transcribe(request);
          return heard === null ? null : { by: recogniser.name, ...heard };
        },
        (recogniser) => understands(recogniser, request.language),
      );
      return answer === null ? null : { ...answer, warnings: [...warnings, ...answer.warnings] };
    },
    async warmUp(soundS) {
      await first.made.warmUp?.(soundS);
    },
    async close() {
      await Promise.all(chosen.map(({ made }) => made.close()));
    },
  };
}

async function understands(recogniser: Transcription, language: string | undefined): Promise<boolean> {
  const languages = await recogniser.languages();
  if (languages === null) return true;
  return language === undefined ? languages.length > 0 : languages.includes(primaryLanguage(language));
}

function within(recogniser: Transcription, languages: readonly string[] | undefined): Transcription {
  if (languages === undefined) return recogniser;
  const named = languages.map(primaryLanguage);
  return changed(recogniser, {
    async languages() {
      const own = await recogniser.languages();
      return own === null ? named : own.filter((language) => named.includes(language));
    },
  });
}

/** A recogniser of single utterances that can take the place of one that gets whole spans: the sound is cut where it is quiet. */
function takingSpans(recogniser: Transcription, spanS: () => number): Transcription {
  return changed(recogniser, {
    async transcribe(request) {
      const sliceS = recogniser.spanS === 0 ? UTTERANCE_S : recogniser.spanS;
      const isShort = request.samples.length <= sliceS * LISTENING_RATE_HZ;
      if (isShort || recogniser.spanS >= spanS()) return recogniser.transcribe(request);
      return transcribeSlices(request.samples, sliceS, (samples) => recogniser.transcribe({ ...request, samples }));
    },
  });
}

/** A recogniser with some functions replaced. The other members stay those of the recogniser, as its name and span may change. */
function changed(
  recogniser: Transcription,
  functions: Partial<Pick<Transcription, "languages" | "transcribe">>,
): Transcription {
  return Object.assign(Object.create(recogniser) as Transcription, functions);
}

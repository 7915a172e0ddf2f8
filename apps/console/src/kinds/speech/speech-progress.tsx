import { useMemo } from "react";
import type { ProgressProps } from "../kind-view.ts";
import { SentenceTable } from "./sentence-table.tsx";
import { sentencesOf } from "./sentences.ts";

/** The sentences as they are translated and spoken. */
export function SpeechProgress({ events }: ProgressProps) {
  const sentences = useMemo(() => sentencesOf(events), [events]);
  return <SentenceTable sentences={sentences} />;
}

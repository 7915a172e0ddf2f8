import { Icon } from "../../ui/icon.tsx";
import type { SentenceView } from "./sentences.ts";

/** Each sentence beside its translation, and whether it has been spoken. */
export function SentenceTable({ sentences }: { readonly sentences: readonly SentenceView[] }) {
  return (
    <ol className="sentences" aria-label="Sentences">
      {sentences.map(({ number, source, text, durationS }) => (
        <li key={number} className="sentence">
          <p className="sentence__source" dir="auto">
            {source}
          </p>
          <p dir="auto">{text}</p>
          <span className="sentence__spoken" data-done={durationS !== null}>
            <Icon name="voice" />
            {durationS === null ? <span className="visually-hidden">not spoken yet</span> : `${durationS.toFixed(1)} s`}
          </span>
        </li>
      ))}
    </ol>
  );
}

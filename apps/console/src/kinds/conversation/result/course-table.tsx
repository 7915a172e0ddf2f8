import { clockText } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { forPeople, momentText, type ConversationView } from "../conversation-view.ts";

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** What the chart shows, for those who would rather read it. */
export function CourseTable({ view }: { readonly view: ConversationView }) {
  return (
    <details className="course__table">
      <summary>
        <Icon name="chevron" /> As a table
      </summary>
      <div className="course__scroll" tabIndex={0} role="region" aria-label="Emotional course as a table">
        <table>
          <thead>
            <tr>
              {["Time", "Speaker", "Feeling", "Mood", "Energy", "Moment"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.utterances.map(({ id, startS, speaker, feeling, moments }) => (
              <tr key={id}>
                <td>{clockText(startS)}</td>
                <td>{forPeople(speaker)}</td>
                <td>{feeling === null ? "" : `${feeling.label}, ${percent(feeling.share)}`}</td>
                <td>{feeling === null ? "" : percent(feeling.valence)}</td>
                <td>{feeling === null ? "" : percent(feeling.arousal)}</td>
                <td>{moments.map((moment) => momentText(moment)).join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

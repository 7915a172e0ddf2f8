import type { ConversationResult } from "@headway-jobs/client";
import { forPeople } from "../conversation-view.ts";
import { figureRows } from "./figures.ts";

type Figures = Readonly<Record<string, unknown>>;

/** What was measured of the whole conversation and of each speaker. */
export function Insights({ result: { insights, summary, transitions } }: { readonly result: ConversationResult }) {
  const { overall_sentiment: sentiment, dominant_emotions: emotions, engagement_pattern: engagement } = insights;
  const speakers = Object.keys(insights.speaker_profiles).toSorted();
  const profiles = speakers.map((speaker): Figures => ({
    ...(summary.speaker_dynamics[speaker] as Figures | undefined),
    ...(insights.speaker_profiles[speaker] as Figures),
  }));
  return (
    <section className="insights" aria-label="Insights">
      <h2>Insights</h2>
      <dl className="insights__facts">
        <Fact name="Sentiment" value={`${signed(sentiment.mean)}, ${TRENDS[sentiment.trend]}`} />
        <Fact name="Strongest emotions" value={emotions.join(", ")} />
        <Fact name="Engagement" value={engagement} />
        <Fact name="Changes of emotion" value={String(transitions.length)} />
      </dl>
      <FigureTable title="Speakers" columns={speakers.map((speaker) => forPeople(speaker))} figures={profiles} />
      <div className="insights__pair">
        <FigureTable title="The talk" columns={[]} figures={[insights.conversation_dynamics]} />
        <FigureTable
          title="Thinking"
          columns={[]}
          figures={[{ ...insights.cognitive_profile, ...loadOf(insights.cognitive_profile) }]}
        />
      </div>
    </section>
  );
}

const TRENDS = { positive: "brightening", negative: "darkening", stable: "steady" } as const;

const signed = (value: number): string => (value > 0 ? `+${value.toFixed(2)}` : value.toFixed(2).replace("-", "−"));

/** Utterances by their load, in one line. */
function loadOf({ load }: Figures): Figures {
  if (typeof load !== "object" || load === null) return {};
  const { low, medium, high } = load as Readonly<Record<string, number>>;
  return { "load_low_/_medium_/_high": `${share(low)} / ${share(medium)} / ${share(high)}` };
}

const share = (value: number | undefined): string => `${Math.round((value ?? 0) * 100)} %`;

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function FigureTable({
  title,
  columns,
  figures,
}: {
  readonly title: string;
  /** Empty for a single column without a heading. */
  readonly columns: readonly string[];
  readonly figures: readonly Figures[];
}) {
  return (
    <div className="figures" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption>{title}</caption>
        {columns.length > 0 && (
          <thead>
            <tr>
              <td />
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {figureRows(figures).map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- columns have no other name
                <td key={index}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

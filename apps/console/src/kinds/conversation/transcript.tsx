import { memo, useEffect, useRef } from "react";
import { clockText } from "../../ui/format.ts";
import {
  forPeople,
  momentText,
  transitionText,
  type ConversationView,
  type Feeling,
  type UtteranceView,
} from "./conversation-view.ts";

const NEAR_END_PX = 80;

/** Who said what and how. With `onSeek` its times lead to the recording; without, it follows what is being said. */
export function Transcript({
  view: { utterances, partials, speakers },
  atS = null,
  onSeek,
}: {
  readonly view: ConversationView;
  /** Where the recording plays. */
  readonly atS?: number | null;
  readonly onSeek?: (seconds: number) => void;
}) {
  const scroll = useFollow(onSeek === undefined, utterances.length + partials.length);
  const playing = atS === null ? undefined : utterances.findLast(({ startS }) => startS <= atS)?.id;
  return (
    <div
      ref={scroll}
      className="transcript"
      role={onSeek === undefined ? "log" : "region"}
      aria-label="Transcript"
      tabIndex={0}
    >
      <ol>
        {utterances.map((utterance) => (
          <Utterance
            key={utterance.id}
            utterance={utterance}
            speaker={speakers.indexOf(utterance.speaker)}
            playing={utterance.id === playing}
            onSeek={onSeek}
          />
        ))}
      </ol>
      {partials.map(({ id, text }) => (
        // Told again as a whole utterance: a screen reader need not hear it grow.
        <p key={id} className="transcript__partial" aria-hidden="true" dir="auto">
          {text}…
        </p>
      ))}
    </div>
  );
}

const Utterance = memo(function Line({
  utterance,
  speaker,
  playing,
  onSeek,
}: {
  readonly utterance: UtteranceView;
  readonly speaker: number;
  readonly playing: boolean;
  readonly onSeek: ((seconds: number) => void) | undefined;
}) {
  const { startS, text, feeling, moments, transitions } = utterance;
  return (
    <li className="utterance" data-speaker={speaker % SPEAKER_COLOURS} data-playing={playing}>
      {onSeek === undefined ? (
        <span className="utterance__time">{clockText(startS)}</span>
      ) : (
        <button
          type="button"
          className="utterance__time"
          aria-label={`Play from ${clockText(startS)}`}
          onClick={() => onSeek(startS)}
        >
          {clockText(startS)}
        </button>
      )}
      <div className="utterance__body">
        <p className="utterance__head">
          <span className="utterance__speaker">{forPeople(utterance.speaker)}</span>
          {feeling !== null && <FeelingLabel feeling={feeling} />}
        </p>
        <p dir="auto">{text}</p>
        {(moments.length > 0 || transitions.length > 0) && (
          <ul className="marks">
            {moments.map((moment) => (
              <li key={moment.moment_id} data-mark={moment.category} title={forPeople(moment.summary)}>
                {momentText(moment)}
              </li>
            ))}
            {transitions.map((transition) => (
              <li key={transition.transition_id} data-mark="transition">
                {transitionText(transition)}
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
});

export const SPEAKER_COLOURS = 6;

function FeelingLabel({ feeling: { label, share, provisional } }: { readonly feeling: Feeling }) {
  const sure = `${Math.round(share * 100)} %`;
  return (
    <span className="feeling" data-feeling={label} data-provisional={provisional} title={`${label}, ${sure}`}>
      <span className="visually-hidden">{provisional ? "sounds for now like " : "sounds like "}</span>
      {label}
      <span className="feeling__share">{sure}</span>
    </span>
  );
}

/** Keeps the end in sight, unless the reader has scrolled back. */
function useFollow(follows: boolean, length: number) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element === null || !follows) return undefined;
    const onScroll = (): void => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [follows]);
  useEffect(() => {
    if (follows && atEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [follows, length]);
  return box;
}

import { useState } from "react";
import { jobHref } from "../../../app/route.ts";
import { Problem } from "../../../ui/field.tsx";
import { timeText } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import type { Turn } from "./turns.ts";
import type { Conversation } from "./use-conversation.ts";

/** The session's turns, newest last, each with the way back to before it. */
export function TurnHistory({
  conversation: { turns, problem, revert },
  jobId,
  onReverted,
}: {
  readonly conversation: Conversation;
  readonly jobId: string;
  readonly onReverted: (composeText: string) => void;
}) {
  const [asking, setAsking] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const goBack = async (turn: Turn): Promise<void> => {
    setAsking(null);
    const compose = await revert(turn.index);
    if (compose === null) return;
    setSaid(
      `The document is as it was before “${turn.message}”. The message is in the field above and can be sent again.`,
    );
    onReverted(compose);
  };
  return (
    <section className="turns" aria-label="History">
      <h2>History</h2>
      {turns.length === 0 && <p className="turns__none">This session has no turns.</p>}
      <ol>
        {turns.map((turn) => (
          <li key={turn.index} className="turn" data-current={turn.jobId === jobId}>
            <time dateTime={turn.at}>{timeText(turn.at)}</time>
            <div className="turn__text">
              <a href={jobHref(turn.jobId)} aria-current={turn.jobId === jobId ? "page" : undefined} dir="auto">
                {turn.message}
              </a>
              <p dir="auto">{turn.response}</p>
            </div>
            {asking === turn.index ? (
              <span className="turn__ask" role="group" aria-label="Go back to before this turn?">
                <button type="button" className="button button--danger" autoFocus onClick={() => void goBack(turn)}>
                  {turn.index === turns.at(-1)?.index ? "Take it back" : `Take back ${turns.length - turn.index} turns`}
                </button>
                <button type="button" className="button button--quiet" onClick={() => setAsking(null)}>
                  Keep
                </button>
              </span>
            ) : (
              <button type="button" className="button button--quiet" onClick={() => setAsking(turn.index)}>
                <Icon name="back" /> Back to before this
              </button>
            )}
          </li>
        ))}
      </ol>
      <p role="status" className="turns__said">
        {said}
      </p>
      <div role="alert">{problem !== "" && <Problem text={problem} />}</div>
    </section>
  );
}

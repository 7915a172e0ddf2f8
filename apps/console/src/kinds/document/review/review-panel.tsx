import type { DocumentChange } from "@headway-jobs/client";
import { useCallback, useId, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "../../../ui/icon.tsx";
import type { ReviewProps } from "../../kind-view.ts";
import { CardProblem, ChangeCard, focusCard } from "./change-card.tsx";
import { nextUndecided, tallyText, type Decision, type ReviewedChange, type ReviewView } from "./review-view.ts";
import { EarlierRounds } from "./earlier-rounds.tsx";
import { usePlaces } from "./use-places.ts";
import { ALL, useReview } from "./use-review.ts";

const PAGE = 40;

/** The changes that wait for a decision, one card each. */
export function ReviewPanel({ job, events, onRefresh }: ReviewProps) {
  const { view, sending, problems, decide, approveLeft } = useReview(job, events, onRefresh);
  const { batch } = view;
  const placeOf = usePlaces(job.session_id ?? "", batch);
  const [shown, setShown] = useState(PAGE);
  const heading = useId();
  const panel = useKeptFocus();
  const latest = useRef(batch);
  latest.current = batch;

  const onDecide = useCallback(
    (change: DocumentChange, decision: Decision): void => {
      const decideAndGoOn = async (): Promise<void> => {
        if (await decide(change, decision)) goOn(latest.current, change.change_id, panel.current);
      };
      void decideAndGoOn();
    },
    [decide, panel],
  );
  const approveAll = async (): Promise<void> => {
    await approveLeft();
    panel.current?.focus({ preventScroll: true });
  };
  const batchProblem = problems.get(ALL) ?? "";
  return (
    <section ref={panel} className="review" aria-labelledby={heading} tabIndex={-1}>
      <Head heading={heading} view={view} sending={sending.has(ALL)} onApproveAll={() => void approveAll()} />
      {batchProblem !== "" && <CardProblem text={batchProblem} />}
      <ol className="review__changes">
        {batch.slice(0, shown).map((reviewed, index) => (
          <ChangeCard
            key={reviewed.change.change_id}
            reviewed={reviewed}
            position={`${index + 1} of ${batch.length}`}
            place={placeOf(reviewed.change)}
            sending={sending.has(reviewed.change.change_id) || sending.has(ALL)}
            problem={problems.get(reviewed.change.change_id) ?? ""}
            onDecide={onDecide}
          />
        ))}
      </ol>
      {batch.length > shown && (
        <button type="button" className="button" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(PAGE, batch.length - shown)} more of {batch.length - shown}
        </button>
      )}
      <EarlierRounds decided={view.earlier} />
      <p className="review__keys">
        With the focus on a change, <kbd>A</kbd> approves, <kbd>D</kbd> denies, <kbd>F</kbd> writes feedback. Nothing is
        lost when you leave; the document waits.
      </p>
    </section>
  );
}

function Head({
  heading,
  view,
  sending,
  onApproveAll,
}: {
  readonly heading: string;
  readonly view: ReviewView;
  readonly sending: boolean;
  readonly onApproveAll: () => void;
}) {
  const { batch, left } = view;
  return (
    <header className="review__head">
      <div>
        <h2 id={heading}>{headingOf(view)}</h2>
        <p className="review__tally" role="status">
          {tallyText(view)}
        </p>
      </div>
      {left > 0 && (
        <button type="button" className="button button--primary" disabled={sending} onClick={onApproveAll}>
          <Icon name="check" /> {approveText(left, batch.length)}
        </button>
      )}
      <progress className="review__bar" aria-hidden="true" max={batch.length} value={batch.length - left} />
    </header>
  );
}

function headingOf({ batch, earlier }: ReviewView): string {
  if (earlier.length > 0) return batch.length === 1 ? "One new proposal" : `${batch.length} new proposals`;
  return batch.length === 1 ? "One proposed change" : `${batch.length} proposed changes`;
}

function approveText(left: number, all: number): string {
  if (left === 1) return all === 1 ? "Approve it" : "Approve the last one";
  return left === all ? `Approve all ${left}` : `Approve the remaining ${left}`;
}

/** The focus goes to the next change that waits; after the last one to the panel, whose status says so. */
function goOn(batch: readonly ReviewedChange[], decidedId: string, panel: HTMLElement | null): void {
  const next = nextUndecided(batch, decidedId);
  if (next === null || next === decidedId) panel?.focus({ preventScroll: true });
  else focusCard(next);
}

/** When the panel goes while the focus is in it, the page's main part takes it over instead of nothing. */
function useKeptFocus() {
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const here = panel.current;
    return () => {
      if (here?.contains(document.activeElement) === true)
        document.getElementById("main")?.focus({ preventScroll: true });
    };
  }, []);
  return panel;
}

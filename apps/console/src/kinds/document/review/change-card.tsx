import type { DocumentChange } from "@headway-jobs/client";
import { memo, useId, useState, type KeyboardEvent } from "react";
import { Icon } from "../../../ui/icon.tsx";
import { ChangeText } from "./change-text.tsx";
import { operationText, type Decision, type ReviewedChange } from "./review-view.ts";

export interface CardProps {
  readonly reviewed: ReviewedChange;
  /** "2 of 5" */
  readonly position: string;
  /** Where a new passage comes: "After “Schedule”"; empty for other changes. */
  readonly place: string;
  readonly sending: boolean;
  readonly problem: string;
  readonly onDecide: (change: DocumentChange, decision: Decision) => void;
}

/** One proposed change and its decision. With the focus on the card or in it, A approves, D denies, F writes feedback. */
export const ChangeCard = memo(Card, isSameCard);

function Card(props: CardProps) {
  const { reviewed, position, place, sending, problem, onDecide } = props;
  const { change, decision } = reviewed;
  const [writing, setWriting] = useState(false);
  const heading = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (decision !== null || sending || event.target instanceof HTMLTextAreaElement) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "a") onDecide(change, APPROVE);
    if (event.key === "d") onDecide(change, DENY);
    if (event.key !== "f") return;
    event.preventDefault();
    setWriting(true);
  };
  return (
    <li
      className="change card"
      id={cardId(change.change_id)}
      data-state={decision === null ? "open" : decision.approved ? "approved" : "denied"}
      tabIndex={-1}
      aria-labelledby={heading}
      aria-busy={sending}
      onKeyDown={onKeyDown}
    >
      <div className="change__head">
        <h3 id={heading}>
          <span className="change__operation">{operationText(change)}</span>
          <span className="change__position">{position}</span>
        </h3>
        {decision !== null && <Outcome decision={decision} elsewhere={reviewed.elsewhere} />}
      </div>
      <p className="change__why" dir="auto">
        {change.ai_explanation}
      </p>
      {place !== "" && <p className="change__place">{place}</p>}
      <ChangeText change={change} />
      {typeof decision?.feedback === "string" && <p className="change__feedback">“{decision.feedback}”</p>}
      {problem !== "" && <CardProblem text={problem} />}
      {decision === null && <Ways {...props} writing={writing} onWriting={setWriting} />}
    </li>
  );
}

/** Jobs are read again every few seconds; cards that say the same are not drawn again. */
function isSameCard(before: CardProps, after: CardProps): boolean {
  const [one, other] = [before.reviewed, after.reviewed];
  return (
    one.change.change_hash === other.change.change_hash &&
    one.change.change_id === other.change.change_id &&
    one.decision?.approved === other.decision?.approved &&
    one.elsewhere === other.elsewhere &&
    before.position === after.position &&
    before.place === after.place &&
    before.sending === after.sending &&
    before.problem === after.problem &&
    before.onDecide === after.onDecide
  );
}

function Ways({
  reviewed: { change },
  sending,
  onDecide,
  writing,
  onWriting,
}: CardProps & { readonly writing: boolean; readonly onWriting: (writing: boolean) => void }) {
  if (writing) {
    return (
      <Feedback
        sending={sending}
        onSend={(feedback) => onDecide(change, { approved: false, feedback })}
        onBack={() => {
          onWriting(false);
          focusCard(change.change_id);
        }}
      />
    );
  }
  return (
    <div className="change__ways">
      <Choice label="Approve" icon="check" primary disabled={sending} onClick={() => onDecide(change, APPROVE)} />
      <Choice label="Deny" icon="cross" disabled={sending} onClick={() => onDecide(change, DENY)} />
      <Choice label="Deny with feedback" icon="text" disabled={sending} onClick={() => onWriting(true)} />
    </div>
  );
}

export function CardProblem({ text }: { readonly text: string }) {
  return (
    <p className="change__problem" role="alert">
      <Icon name="alert" /> {text}
    </p>
  );
}

const APPROVE: Decision = { approved: true, feedback: null };
const DENY: Decision = { approved: false, feedback: null };

const cardId = (changeId: string): string => `change-${changeId}`;

export function focusCard(changeId: string): void {
  const card = document.getElementById(cardId(changeId));
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest" });
}

function Choice(props: {
  readonly label: string;
  readonly icon: "check" | "cross" | "text";
  readonly primary?: boolean;
  readonly disabled: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      className={`button ${props.primary === true ? "button--primary" : ""}`}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      <Icon name={props.icon} /> {props.label}
    </button>
  );
}

function Outcome({ decision, elsewhere }: { readonly decision: Decision; readonly elsewhere: boolean }) {
  const what = decision.approved ? "Approved" : decision.feedback === null ? "Denied" : "Denied with feedback";
  return (
    <span className="change__outcome">
      <Icon name={decision.approved ? "check" : "cross"} />
      {elsewhere ? `${what} elsewhere` : what}
    </span>
  );
}

function Feedback({
  sending,
  onSend,
  onBack,
}: {
  readonly sending: boolean;
  readonly onSend: (feedback: string) => void;
  readonly onBack: () => void;
}) {
  const [text, setText] = useState("");
  const label = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") onBack();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.trim() !== "") onSend(text.trim());
  };
  return (
    <div className="change__write" onKeyDown={onKeyDown}>
      <label htmlFor={label}>What should be different?</label>
      <textarea
        id={label}
        rows={2}
        maxLength={5000}
        autoFocus
        placeholder="The editor makes another proposal from this"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="change__ways">
        <button
          type="button"
          className="button button--primary"
          disabled={sending || text.trim() === ""}
          onClick={() => onSend(text.trim())}
        >
          Deny and ask again
        </button>
        <button type="button" className="button button--quiet" onClick={onBack}>
          Back
        </button>
      </div>
    </div>
  );
}

import { ClientError } from "@headway-jobs/client";
import { useRef, useState, type KeyboardEvent } from "react";
import { Icon, type IconName } from "../ui/icon.tsx";
import { useProblem } from "./use-problem.ts";

interface ConfirmedProps {
  readonly icon: IconName;
  readonly label: string;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  /** How the button is called where the label alone says too little. */
  readonly name?: string;
  /** Of what the question is answered with: `danger` for what cannot be undone. */
  readonly tone?: "danger" | "primary";
  /** True: what it does is the end of the page or the part that it stands in, which nobody should ask for a second time meanwhile. */
  readonly isFinal?: boolean;
  readonly onYes: () => Promise<unknown>;
}

/** A button that asks once, in its own place: for what cannot be undone, or takes long. What `onYes` throws is shown. */
export function Confirmed(props: ConfirmedProps) {
  const { icon, label, name, isFinal = false, onYes } = props;
  const [state, setState] = useState<"idle" | "asking" | "doing">("idle");
  const [problem, setProblem] = useProblem();
  // A question that is gone gives the focus back to the button that asked it.
  const hasAsked = useRef(false);
  const ask = (): void => {
    hasAsked.current = true;
    setState("asking");
  };
  const act = async (): Promise<void> => {
    setState("doing");
    setProblem("");
    try {
      await onYes();
      if (!isFinal) setState("idle");
    } catch (error) {
      setProblem(error instanceof ClientError ? error : "The action failed.");
      setState("idle");
    }
  };
  const asksAgain = hasAsked.current;
  return (
    <div className="confirmed">
      {state === "idle" ? (
        <button type="button" className="button button--quiet" aria-label={name} autoFocus={asksAgain} onClick={ask}>
          <Icon name={icon} /> {label}
        </button>
      ) : (
        <Question {...props} isDoing={state === "doing"} onNo={() => setState("idle")} onYes={act} />
      )}
      {problem !== "" && (
        <p className="confirmed__problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

type QuestionProps = Pick<ConfirmedProps, "question" | "yes" | "no" | "tone" | "onYes"> & {
  readonly isDoing: boolean;
  readonly onNo: () => void;
};

function Question({ question, yes, no, tone = "danger", isDoing, onYes, onNo }: QuestionProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !isDoing) onNo();
  };
  return (
    <div className="confirmed__question" role="group" aria-label={question} onKeyDown={onKeyDown}>
      <span>{question}</span>
      <button
        type="button"
        className={`button button--${tone}`}
        autoFocus
        disabled={isDoing}
        onClick={() => void onYes()}
      >
        {yes}
      </button>
      <button type="button" className="button" disabled={isDoing} onClick={onNo}>
        {no}
      </button>
    </div>
  );
}

import { Icon } from "../../../ui/icon.tsx";
import { operationText } from "../review/review-view.ts";
import { ChangeText } from "../review/change-text.tsx";
import type { PlacedChange } from "./placed-changes.ts";

/** What became of each proposal, with the way to its place in the document. */
export function ChangeList({
  placed,
  onShow,
}: {
  readonly placed: readonly PlacedChange[];
  readonly onShow: (chunkId: string) => void;
}) {
  return (
    <nav className="change-list" aria-label="Changes">
      <ol>
        {placed.map(({ change, chunkId }) => (
          <li key={change.change_id} data-denied={change.status === "denied"}>
            {chunkId === null ? (
              <ChangeLine text={change.ai_explanation} state={stateOf(change)} />
            ) : (
              <button type="button" title="Show it in the document" onClick={() => onShow(chunkId)}>
                <ChangeLine text={change.ai_explanation} state={`${stateOf(change)} →`} />
              </button>
            )}
            <details>
              <summary>
                <Icon name="chevron" /> What changed
              </summary>
              <ChangeText change={change} />
            </details>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function ChangeLine({ text, state }: { readonly text: string; readonly state: string }) {
  return (
    <>
      <span className="change-list__state">{state}</span>
      <span dir="auto">{text}</span>
    </>
  );
}

const DONE = { edit: "Changed", create: "Added", delete: "Deleted" } as const;

function stateOf({ status, operation }: PlacedChange["change"]): string {
  return status === "denied" ? `Denied: ${operationText({ operation }).toLowerCase()}` : DONE[operation];
}

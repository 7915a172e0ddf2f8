import { Icon } from "../../../ui/icon.tsx";
import { operationText, type ReviewedChange } from "./review-view.ts";

/** What was decided before the proposals that wait now were made. */
export function EarlierRounds({ decided }: { readonly decided: readonly ReviewedChange[] }) {
  if (decided.length === 0) return null;
  return (
    <details className="earlier">
      <summary>
        <Icon name="chevron" /> Decided before ({decided.length})
      </summary>
      <ol>
        {decided.map(({ change, decision }) => (
          <li key={change.change_id} data-denied={decision?.approved !== true}>
            <Icon name={decision?.approved === true ? "check" : "cross"} />
            <span>
              <strong>{decision?.approved === true ? "Approved" : "Denied"}</strong>{" "}
              {operationText(change).toLowerCase()}: {change.ai_explanation}
              {typeof decision?.feedback === "string" && <q>{decision.feedback}</q>}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

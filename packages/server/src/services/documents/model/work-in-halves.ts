import { HeadwayError } from "@headway-jobs/contract";
import type { ToolModel } from "@headway-jobs/ports/language-model";
import type { EditRequest } from "@headway-jobs/ports/editor";
import type { Labels } from "./labels.ts";
import type { Place } from "./prompt.ts";
import type { PartOutcome } from "./part-outcome.ts";
import { charsOf, halvesOf } from "./split-part.ts";
import { workPart } from "./work-part.ts";

/** Halvings of one part: 32 pieces of it, with 63 requests at most that are refused or answered. */
const MAX_HALVINGS = 5;
/** Earlier turns that go with a piece of a part: what they take is not there for the document. */
const HISTORY_OF_PIECES = 1;

interface Work {
  readonly model: ToolModel;
  readonly request: EditRequest;
  readonly labels: Labels;
  readonly place: Place;
}

/**
 * Works on a part; one that is too long for the model is halved and asked again, without outline and earlier turns. An element that is still too long is left
 * out with a warning. Each piece is kept for itself, named by the part's number and its halves (`part:3.1.2`). Throws PROVIDER_INPUT_TOO_LONG when nothing
 * of the part could be read.
 */
export async function workInHalves(work: Work): Promise<PartOutcome> {
  const pieces = await worked(work, `part:${work.place.number}`, 0);
  const read = pieces.filter((piece) => "outcome" in piece);
  const unread = pieces.filter((piece) => "tooLong" in piece);
  const [failure] = unread;
  if (read.length === 0 && failure !== undefined) throw tooLong(failure.tooLong);
  if (pieces.length === 1 && read[0] !== undefined) return read[0].outcome;
  const chars = unread.reduce((sum, { place }) => sum + charsOf(place.part), 0);
  return merged(
    read.map(({ outcome }) => outcome),
    [
      "The document was read in smaller parts, without its outline and earlier messages, because the language model takes less at once.",
      ...(chars === 0
        ? []
        : [`A passage of ${chars} characters was not read: it is longer than the language model takes.`]),
    ],
  );
}

type Piece = { readonly outcome: PartOutcome } | { readonly tooLong: TooLong; readonly place: Place };

interface TooLong {
  readonly message: string;
  readonly provider: HeadwayError["provider"];
}

async function worked(work: Work, name: string, halvings: number): Promise<readonly Piece[]> {
  const { model, request, labels, place } = work;
  const attempt = await request.keep(name, async (piece): Promise<{ outcome: PartOutcome } | { tooLong: TooLong }> => {
    try {
      return { outcome: await workPart(model, { ...request, ...piece }, labels, place) };
    } catch (error) {
      if (!(error instanceof HeadwayError) || error.code !== "PROVIDER_INPUT_TOO_LONG") throw error;
      return { tooLong: { message: error.message, provider: error.provider } };
    }
  });
  if ("outcome" in attempt) return [attempt];
  const halves = halvings < MAX_HALVINGS ? halvesOf(place.part, request.document) : null;
  if (halves === null) return [{ ...attempt, place }];
  const smaller = { ...request, history: request.history.slice(-HISTORY_OF_PIECES) };
  const pieces: Piece[] = [];
  for (const [index, part] of halves.entries()) {
    const half = { ...work, request: smaller, place: { ...place, part, outline: "", isPiece: true } };
    pieces.push(...(await worked(half, `${name}.${index + 1}`, halvings + 1)));
  }
  return pieces;
}

function tooLong({ message, provider }: TooLong): HeadwayError {
  return new HeadwayError("PROVIDER_INPUT_TOO_LONG", message, { provider });
}

function merged(outcomes: readonly PartOutcome[], warnings: readonly string[]): PartOutcome {
  const answers = new Set(outcomes.map(({ answer }) => answer).filter((answer) => answer !== ""));
  return {
    proposals: outcomes.flatMap(({ proposals }) => proposals),
    answer: [...answers].join("\n"),
    unusable: outcomes.reduce((sum, { unusable }) => sum + unusable, 0),
    usage: {
      inputTokens: outcomes.reduce((sum, { usage }) => sum + usage.inputTokens, 0),
      outputTokens: outcomes.reduce((sum, { usage }) => sum + usage.outputTokens, 0),
    },
    warnings: [...outcomes.flatMap((outcome) => outcome.warnings), ...warnings],
  };
}

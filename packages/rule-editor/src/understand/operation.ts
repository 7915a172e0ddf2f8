/** The parts of a document that instructions speak of. */
export type Unit =
  | "section"
  | "heading"
  | "paragraph"
  | "list"
  | "item"
  | "table"
  | "row"
  | "column"
  | "cell"
  | "sentence"
  | "quote";

/** Counted from 1; from the end, −1 is the last. */
export type Pick = "all" | readonly number[];

export type Target =
  | { readonly kind: "everything" }
  /** Everything but what the message speaks of besides. */
  | { readonly kind: "rest" }
  | { readonly kind: "title" }
  /** What the instruction before spoke of: "it", "that section". */
  | { readonly kind: "same"; readonly named?: Unit }
  | {
      readonly kind: "units";
      readonly unit: Unit;
      readonly pick: Pick;
      /** Of headings. */
      readonly level?: number;
      /** Of lists and items: whether they are numbered; steps are. */
      readonly ordered?: boolean;
      readonly within?: Target;
    }
  | { readonly kind: "named"; readonly unit: Unit; readonly name: string; readonly within?: Target }
  | {
      readonly kind: "mentioning";
      readonly unit: Unit;
      readonly how: "mentions" | "starts" | "ends" | "empty";
      readonly text: string;
      readonly all: boolean;
      readonly within?: Target;
    }
  | { readonly kind: "span"; readonly from: Target; readonly to: Target }
  | { readonly kind: "several"; readonly targets: readonly Target[] };

export interface Scope {
  readonly only: Target;
  readonly except?: Target;
}

export type ProseGoal =
  | "concise"
  | "simple"
  | "spelling"
  | "grammar"
  | "doubled"
  | "expand"
  | "contract"
  | "numbers"
  | "dates";

export type Casing = "title" | "sentence" | "first" | "upper" | "lower";

export type Style = "strong" | "em" | "u" | "s" | "code" | "mark";

export type Where = "before" | "after" | "start" | "end";

export interface Spot {
  readonly where: Where;
  /** Null: the scope itself. */
  readonly anchor: Target | null;
}

export type Insertion = "section" | "heading" | "paragraph" | "sentence" | "item" | "row";

export type Operation =
  | { readonly do: "prose"; readonly goals: readonly ProseGoal[]; readonly harder?: boolean }
  | {
      readonly do: "replace";
      readonly from: string;
      readonly to: string;
      readonly which: "all" | number;
      readonly regex: boolean;
      /** Only as written, case and ending included. */
      readonly exact: boolean;
    }
  | { readonly do: "remove-text"; readonly text: string; readonly which: "all" | number; readonly regex: boolean }
  | { readonly do: "delete"; readonly target: Target }
  | { readonly do: "move"; readonly target: Target; readonly spot: Spot | "up" | "down" }
  | { readonly do: "swap"; readonly first: Target; readonly second: Target }
  | { readonly do: "duplicate"; readonly target: Target }
  | { readonly do: "rename"; readonly target: Target; readonly name: string }
  | { readonly do: "reword"; readonly target: Target; readonly text: string }
  | {
      readonly do: "insert";
      readonly what: Insertion;
      readonly text: string;
      readonly body: string | null;
      readonly level: number | null;
      readonly spot: Spot;
    }
  | { readonly do: "case"; readonly casing: Casing; readonly target: Target }
  | { readonly do: "list"; readonly to: "ul" | "ol" | "p" | "one-p"; readonly target: Target }
  | { readonly do: "contents" }
  | { readonly do: "remove-contents" }
  | { readonly do: "number-headings"; readonly on: boolean }
  | { readonly do: "level"; readonly target: Target; readonly by?: number; readonly to?: number }
  | {
      readonly do: "style";
      readonly style: Style;
      readonly on: boolean;
      readonly text: string | null;
      readonly target: Target | null;
    }
  | { readonly do: "link"; readonly text: string; readonly url: string | null }
  | { readonly do: "translate"; readonly to: string; readonly from: string | null; readonly target: Target }
  | {
      readonly do: "sort";
      readonly target: Target;
      readonly by: string | number | null;
      readonly descending: boolean;
      readonly reverse: boolean;
    }
  | { readonly do: "split"; readonly target: Target; readonly after: number | null; readonly before: string | null }
  | { readonly do: "join"; readonly target: Target }
  | { readonly do: "remove-empty"; readonly unit: "paragraph" | "all" }
  | { readonly do: "question"; readonly about: Question };

export type Question =
  | {
      readonly ask:
        | "words"
        | "characters"
        | "sentences"
        | "reading-time"
        | "outline"
        | "abilities"
        | "summary"
        | "undo";
    }
  | { readonly ask: "units"; readonly unit: Unit }
  | { readonly ask: "occurrences"; readonly text: string; readonly where: boolean }
  | { readonly ask: "longest"; readonly unit: Unit }
  | { readonly ask: "read"; readonly target: Target };

export interface Instruction {
  readonly operation: Operation;
  readonly scope: Scope;
  /** As the user wrote it. */
  readonly source: string;
}

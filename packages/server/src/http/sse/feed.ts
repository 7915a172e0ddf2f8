import type { Frame } from "../../service-kit/dialect.ts";

/**
 * What a channel follows: numbered entries that can be read from a cursor on and that come live after a subscription. A job's log
 * through a dialect is one, an owner's list of changed jobs is another.
 */
export interface Feed<State, Entry> {
  /** Readers of the same key share one channel. */
  readonly key: string;
  readonly initialState: State;
  /** True when `render` never looks at its state. */
  readonly stateless: boolean;
  readonly idle: { readonly everyMs: number; frames(state: State): readonly Frame[] };
  numberOf(entry: Entry): number;
  /** SSE text of the entries, and the fold after them. */
  render(entries: readonly Entry[], state: State): { readonly text: string; readonly state: State };
  /**
   * At most `limit` entries after the cursor, in order. A page may be shorter although there are more, because it is also limited by
   * bytes; an empty page means that there are none now.
   */
  read(after: number, limit: number): Promise<readonly Entry[]>;
  /** Everything after `head`, in order, without gap or repeat; `ended` with the last entry there will ever be. */
  subscribe(onBatch: (entries: readonly Entry[], ended: boolean) => void): Promise<FeedSubscription>;
}

export interface FeedSubscription {
  readonly head: number;
  /** True when nothing will come any more. */
  readonly ended: boolean;
  close(): void;
}

/** The fold over a feed's entries up to and including number `upTo`. */
export async function foldTo<State, Entry>(feed: Feed<State, Entry>, upTo: number): Promise<State> {
  let state = feed.initialState;
  if (feed.stateless) return state;
  for (let after = 0; after < upTo;) {
    const entries = await feed.read(after, FOLD_PAGE);
    const wanted = entries.filter((entry) => feed.numberOf(entry) <= upTo);
    state = feed.render(wanted, state).state;
    const last = entries.at(-1);
    if (last === undefined) break;
    after = feed.numberOf(last);
  }
  return state;
}

const FOLD_PAGE = 500;

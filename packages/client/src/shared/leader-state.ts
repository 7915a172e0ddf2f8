import { needsAnything, type Needs } from "./protocol.ts";

/**
 * What the leading tab knows: who needs what, and how far the connection has brought it. Pure, so that its rules are tested as properties.
 * A position is the number of the last entry handed to every tab, and so where the next connection begins.
 */
export interface LeaderState {
  readonly members: ReadonlyMap<string, Member>;
  readonly jobs: ReadonlyMap<string, number>;
  readonly list: number | null;
  /** Jobs that the connection carries. */
  readonly carried: ReadonlySet<string>;
  /** The connection does not bring all that is needed: another must be opened from the positions. */
  readonly isStale: boolean;
}

interface Member {
  readonly needs: Needs;
  readonly isHidden: boolean;
  /** Roll calls in a row that it has not answered. */
  readonly missed: number;
}

export const noMembers: LeaderState = {
  members: new Map(),
  jobs: new Map(),
  list: null,
  carried: new Set(),
  isStale: false,
};

/** The server's bound on the jobs of one stream. */
export const MAX_CARRIED_JOBS = 32;
/** A tab that was killed says no farewell. */
const MAX_MISSED_ROLLS = 2;

/** The state after a tab has said what it needs. Asking again for entries that were sent already moves the position back, for all. */
export function withNeeds(
  state: LeaderState,
  from: string,
  { needs, isHidden }: { readonly needs: Needs; readonly isHidden: boolean },
): LeaderState {
  const before = state.members.get(from)?.needs;
  const jobs = new Map(state.jobs);
  let { list, isStale } = state;
  for (const [jobId, need] of Object.entries(needs.jobs)) {
    const position = jobs.get(jobId);
    const isNew = before?.jobs[jobId]?.ask !== need.ask;
    if (position !== undefined && (!isNew || position <= need.after)) continue;
    jobs.set(jobId, need.after);
    isStale = true;
  }
  const wanted = needs.list;
  if (wanted !== null && wanted.after !== null && before?.list?.ask !== wanted.ask) {
    if (list !== null && list > wanted.after) isStale = true;
    if (list === null || list > wanted.after) list = wanted.after;
  }
  const members = new Map(state.members).set(from, { needs, isHidden, missed: 0 });
  return pruned({ ...state, members, jobs, list, isStale });
}

export function withoutMember(state: LeaderState, from: string): LeaderState {
  if (!state.members.has(from)) return state;
  const members = new Map(state.members);
  members.delete(from);
  return pruned({ ...state, members });
}

/** At each roll call; those that have missed some are taken for closed. */
export function afterRollCall(state: LeaderState, self: string): LeaderState {
  const members = new Map<string, Member>();
  for (const [id, member] of state.members) {
    const missed = id === self ? 0 : member.missed + 1;
    if (missed <= MAX_MISSED_ROLLS) members.set(id, { ...member, missed });
  }
  return pruned({ ...state, members });
}

export function isNeeded(state: LeaderState): boolean {
  return [...state.members.values()].some(({ needs }) => needsAnything(needs));
}

export function areOthersVisible(state: LeaderState, self: string): boolean {
  return [...state.members].some(([id, { isHidden, needs }]) => id !== self && !isHidden && needsAnything(needs));
}

/** The state once a connection is being opened for it. */
export function connectingFor(state: LeaderState): LeaderState {
  const carried = new Set([...state.jobs.keys()].slice(-MAX_CARRIED_JOBS));
  return { ...state, carried, isStale: false };
}

/** Path of a connection that begins at the positions. */
export function pathOf({ jobs, list, carried }: LeaderState): string {
  const query = new URLSearchParams();
  if (list !== null) query.set("after", String(list));
  const follow = [...jobs].filter(([jobId]) => carried.has(jobId)).map(([jobId, seq]) => `${jobId}:${seq}`);
  const followed = follow.length === 0 ? "" : `follow=${follow.join(",")}`;
  const search = [followed, query.toString()].filter(Boolean).join("&");
  return search === "" ? "/v1/events" : `/v1/events?${search}`;
}

/** An event that the connection brought: whether to hand it on. One that skips others, or was asked for again, comes with another connection. */
export function takeEvent(
  state: LeaderState,
  jobId: string,
  seq: number,
): { readonly state: LeaderState; readonly deliver: boolean } {
  const position = state.jobs.get(jobId);
  if (position === undefined || seq <= position) return { state, deliver: false };
  if (seq > position + 1) return { state: { ...state, isStale: true }, deliver: false };
  return { state: { ...state, jobs: new Map(state.jobs).set(jobId, seq) }, deliver: true };
}

export function takeChange(
  state: LeaderState,
  number: number,
): { readonly state: LeaderState; readonly deliver: boolean } {
  // While another connection is due, this one is ahead of the position that it will begin at.
  if (state.isStale || (state.list !== null && number <= state.list)) return { state, deliver: false };
  return { state: { ...state, list: number }, deliver: true };
}

/** A job that the server will not carry. */
export function withoutJob(state: LeaderState, jobId: string): LeaderState {
  const jobs = new Map(state.jobs);
  jobs.delete(jobId);
  const carried = new Set(state.carried);
  carried.delete(jobId);
  return { ...state, jobs, carried };
}

/** What nobody needs any more is not asked for again; the open connection may carry it on. */
function pruned(state: LeaderState): LeaderState {
  const needed = new Set([...state.members.values()].flatMap(({ needs }) => Object.keys(needs.jobs)));
  const jobs = new Map([...state.jobs].filter(([jobId]) => needed.has(jobId)));
  const carried = new Set([...state.carried].filter((jobId) => needed.has(jobId)));
  return { ...state, jobs, carried };
}

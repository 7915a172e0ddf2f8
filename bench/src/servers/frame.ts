/** The same frame for every server: what our native dialect sends, so that nobody sends less. */
export const EVENT_TYPE = "bench.tick";
const JOB_ID = "job_01ARZ3NDEKTSV4RRFFQ69G5FAV";

export function eventData(seq: number, message: string): Readonly<Record<string, unknown>> {
  return { seq, type: EVENT_TYPE, at: new Date().toISOString(), job_id: JOB_ID, message };
}

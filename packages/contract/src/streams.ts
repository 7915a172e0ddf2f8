/** The longest time in milliseconds that a stream of a running job stays without a byte (SPEC §0). Clients judge a connection by it. */
export const LONGEST_HEARTBEAT_MS = 15_000;

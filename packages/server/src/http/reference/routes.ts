import type { Edge, EdgeRoute } from "../edge.ts";

export function referenceRoutes(_edge: Edge): EdgeRoute[] {
  return [];
}

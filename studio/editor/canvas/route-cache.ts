/** The routes worked out last, by connection: seen from near or from afar, a line goes the same way. Draws nothing. */
import { type Route, type RouteRequest, routeOf } from './route.ts';

const kept = new Map<string, { request: RouteRequest; route: Route }>();

/** As `routeOf`; the same object while nothing that decides it has changed. */
export function keptRoute(id: string, request: RouteRequest): Route {
  const before = kept.get(id);
  if (before && isSame(before.request, request)) return before.route;
  const route = routeOf(request);
  kept.set(id, { request, route });
  return route;
}

export function forgetRoutes(): void {
  kept.clear();
}

function isSame(one: RouteRequest, other: RouteRequest): boolean {
  return (
    one.from.x === other.from.x &&
    one.from.y === other.from.y &&
    one.to.x === other.to.x &&
    one.to.y === other.to.y &&
    one.lane === other.lane &&
    one.obstacles === other.obstacles
  );
}

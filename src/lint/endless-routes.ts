import type { Route } from "../model/index.ts";
import type { ArmList } from "./rule.ts";

/** The routes of a list that forward calls of HTTP and give them no end, each name once. */
export function endlessRoutes({ arms, port }: ArmList): readonly Route[] {
  if (port === null || !["http", "http2", "grpc"].includes(port.protocol)) return [];
  const routes = [...new Set(arms.map(({ route }) => route))].filter(({ action, deadlineMs }) => action.kind === "forward" && deadlineMs === null);
  return routes.filter((route, index) => routes.findIndex(({ name }) => name === route.name) === index);
}

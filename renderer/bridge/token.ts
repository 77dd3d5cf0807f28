const KEY = "headroom.token";

/** The parts of the page that carry the token, so that a test can stand in for them. */
export interface TokenPlace {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
  readonly storage: Pick<Storage, "getItem" | "setItem">;
}

/**
 * Takes the access token out of the address (`#token=…`, optionally `&to=/compare/article`) before
 * anyone can read it over a shoulder or copy it along, and keeps it for reloads of this tab only.
 */
export function takeToken({ location, history, storage }: TokenPlace): string | undefined {
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ""));
  const token = fragment.get("token");
  if (token === null || token === "") return storage.getItem(KEY) ?? undefined;
  storage.setItem(KEY, token);
  const to = fragment.get("to");
  const hash = to === null ? "" : `#${to}`;
  history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
  return token;
}

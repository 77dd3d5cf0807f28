/** The page's own scheme. Standard and secure, so that it has an origin, and no file or network access. */
export const APP_SCHEME = "headroom";
export const APP_HOST = "app";
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const APP_START = `${APP_ORIGIN}/`;

/** What may happen with an address the page wants to go to. */
export type Destination =
  | { readonly kind: "page" }
  | { readonly kind: "browser"; readonly url: string }
  | { readonly kind: "refused" };

const REFUSED: Destination = { kind: "refused" };
const LONGEST_URL = 2048;

/**
 * The page itself (a reload), a plain https link for the system's browser, or nothing. Everything else
 * is refused: other schemes reach programs of the operating system, and credentials in an address
 * disguise its host.
 */
export function destinationOf(address: string): Destination {
  if (address.length > LONGEST_URL) return REFUSED;
  const url = parseUrl(address);
  if (url === undefined) return REFUSED;
  if (isStartPage(url)) return { kind: "page" };
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return REFUSED;
  return { kind: "browser", url: url.href };
}

/** `URL.parse` came with Node 22; this is it, for Node 20. */
export function parseUrl(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

function isStartPage(url: URL): boolean {
  return (
    url.protocol === `${APP_SCHEME}:` &&
    url.host === APP_HOST &&
    url.username === "" &&
    url.password === "" &&
    (url.pathname === "/" || url.pathname === "/index.html")
  );
}

import { isIP } from "node:net";
import { ToolFault } from "../tool-fault.js";
import { isPublicAddress } from "./public-address.js";

/** What a fetch may reach. */
export interface FetchPolicy {
  /** `example.com` or, with its subdomains, `*.example.com`. Undefined: any public host. */
  readonly allowedHosts?: readonly string[];
  /** `host:port` pairs that may be reached although they are not public, such as a service at hand. */
  readonly trustedHosts?: readonly string[];
}

const PORTS = [80, 443, 8080, 8443];
/** Names that mean this machine or this network, whatever they resolve to. */
const LOCAL_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|onion)$/;

/** A checked place to fetch from. */
export interface Target {
  readonly url: URL;
  /** Without brackets and without the dot at the end. */
  readonly host: string;
  readonly isAddress: boolean;
  /** Its address need not be public. */
  readonly isTrusted: boolean;
}

/**
 * Judges an address by its words, or throws a ToolFault `refused` that says why. The URL parser brings
 * decimal, octal, hexadecimal and short IPv4 forms, and full-width and percent-encoded ones, to the
 * form that will be connected to, so that one check holds for all.
 */
export function checkTarget(text: string, policy: FetchPolicy): Target {
  const refuse = (why: string): never => {
    throw new ToolFault("refused", `${JSON.stringify(text.slice(0, 200))} ${why}`);
  };
  const url = URL.canParse(text) ? new URL(text) : refuse("is not an absolute address");
  if (url.protocol !== "http:" && url.protocol !== "https:") refuse("is neither http nor https");
  if (url.username !== "" || url.password !== "") refuse("carries a user name or a password");
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (host === "" || host.endsWith(".")) refuse("has no host");
  const port = url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port);
  const isAddress = isIP(host) !== 0;
  const isTrusted = (policy.trustedHosts ?? []).includes(`${host}:${port}`);
  if (isTrusted) return { url, host, isAddress, isTrusted };
  if (!PORTS.includes(port)) refuse(`has port ${port}; expected one of ${PORTS.join(", ")}`);
  if (isAddress ? !isPublicAddress(host) : isLocalName(host))
    refuse("is not on the public internet");
  if (policy.allowedHosts !== undefined && !policy.allowedHosts.some((rule) => covers(rule, host)))
    refuse(`is not one of the allowed hosts: ${policy.allowedHosts.join(", ") || "none"}`);
  return { url, host, isAddress, isTrusted };
}

function isLocalName(host: string): boolean {
  return !host.includes(".") || LOCAL_NAME.test(host);
}

function covers(rule: string, host: string): boolean {
  return rule.startsWith("*.") ? host.endsWith(rule.slice(1)) : host === rule;
}

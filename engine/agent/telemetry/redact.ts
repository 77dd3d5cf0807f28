import { isRecord } from "../../base/guards.js";
import { mayHoldSecret } from "./secret-hints.js";

/**
 * Secrets out of text before it leaves the process: logs, traces, exports, tool results on their way to
 * a log. Two nets: the exact values this process was given (keys it holds), and the published shapes of
 * credentials. Each pattern is linear, since the text may be hostile: bounded repeats, no nested ones. A new one
 * needs its hint in secret-hints.ts.
 */
export const SHAPES: readonly (readonly [kind: string, shape: RegExp])[] = [
  [
    "private-key",
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,20000}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  ],
  ["private-key", /\bAGE-SECRET-KEY-1[0-9A-Z]{20,100}/g],
  ["anthropic-key", /\bsk-ant-[\w-]{10,200}/g],
  ["openai-key", /\bsk-(?:proj-|svcacct-|admin-|or-v1-|live-|test-)?[A-Za-z0-9_-]{20,250}/g],
  ["github-token", /\b(?:gh[opusr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255})/g],
  ["gitlab-token", /\bgl(?:pat|rt|ptt|dt|soat|ft|imt|agent|cbt|oas)-[\w.-]{15,100}/g],
  ["slack-token", /\bx(?:ox[abeoprs]|app|oxe\.xox[bp])-[\w.-]{8,300}/g],
  ["webhook-url", /https:\/\/hooks\.slack\.com\/[\w/-]{10,200}/g],
  ["webhook-url", /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/[\w/-]{10,200}/g],
  ["webhook-url", /https:\/\/[\w.-]{1,100}\.webhook\.office\.com\/[\w@/-]{10,300}/g],
  ["aws-key-id", /\b(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}\b/g],
  ["alibaba-key-id", /\bLTAI[A-Za-z0-9]{12,30}\b/g],
  ["google-key", /\bAIza[\w-]{30,50}/g],
  ["google-token", /\b(?:ya29\.[\w-]{10,500}|GOCSPX-[\w-]{20,60}|1\/\/0[\w-]{20,200})/g],
  ["azure-secret", /\b[A-Za-z0-9_~.-]{3}8Q~[\w~.-]{30,40}/g],
  ["stripe-key", /\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9+/=]{16,100})/g],
  ["twilio-key", /\b(?:SK|AC)[0-9a-f]{32}\b/g],
  ["sendgrid-key", /\bSG\.[\w-]{10,40}\.[\w-]{20,80}/g],
  ["mail-key", /\b(?:key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}|xkeysib-[\w-]{20,120})\b/g],
  [
    "registry-token",
    /\b(?:npm_[A-Za-z0-9]{20,60}|pypi-[\w-]{30,300}|dckr_(?:pat|oat)_[\w-]{20,60})/g,
  ],
  ["registry-token", /\b(?:rubygems_[0-9a-f]{40,60}|cio[A-Za-z0-9]{32})\b/g],
  ["digitalocean-token", /\bdo[opr]_v1_[0-9a-f]{40,80}/g],
  ["heroku-key", /\bHRKU-[\w-]{20,80}/g],
  ["hugging-face-token", /\b(?:hf|api_org)_[A-Za-z0-9]{20,60}/g],
  ["model-service-key", /\b(?:gsk_|xai-|pplx-|r8_|nvapi-|fw_|tgp_v1_|csk-)[\w-]{20,120}/g],
  ["databricks-token", /\bdapi[0-9a-f]{32}(?:-\d)?\b/g],
  ["discord-token", /\b[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{25,110}/g],
  ["telegram-token", /\b\d{8,10}:AA[\w-]{30,40}/g],
  [
    "shop-token",
    /\b(?:shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|sq0(?:atp|csp|idp)-[\w-]{20,60}|EAAA[\w-]{50,100})/g,
  ],
  ["atlassian-token", /\b(?:ATATT3|ATCTT3|ATBB)[\w=-]{20,250}/g],
  [
    "workspace-key",
    /\b(?:lin_api_|lin_oauth_|ntn_|PMAK-|figd_|pat-na1-)[\w-]{20,120}|\bsecret_[A-Za-z0-9]{30,60}/g,
  ],
  ["monitoring-key", /\b(?:NRAK-|NRII-|glsa_|glc_|sntrys_|sntryu_|phc_|phx_)[\w=+/-]{20,250}/g],
  ["vault-token", /\b(?:hv[sbr]\.[\w-]{20,250}|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{30,100})/g],
  [
    "platform-token",
    /\b(?:sbp_|pscale_tkn_|pscale_pw_|vercel_|nfp_|FlyV1 |fo1_|rnd_|EZAK|dp\.[a-z]{2,5}\.)[\w.,=+/-]{20,400}/g,
  ],
  ["json-web-token", /\beyJ[\w-]{8,2000}\.eyJ[\w-]{4,8000}\.[\w-]{0,2000}/g],
];

/** Shapes whose secret is a part only: what comes before it (group 1) tells what was there, and stays. */
export const NAMED: readonly (readonly [kind: string, shape: RegExp])[] = [
  [
    "authorization",
    /((?:proxy-)?authorization["']?\s{0,5}[:=]\s{0,5}["']?(?:(?:bearer|basic|token|digest|apikey)\s{1,5})?)[^\s"',;]{4,4000}/gi,
  ],
  ["bearer", /(\bbearer\s{1,5})[\w.~+/=-]{8,4000}/gi],
  ["cookie", /(\b(?:set-)?cookie["']?\s{0,5}:\s{0,5}["']?)[^\r\n"']{4,4000}/gi],
  ["url-password", /(\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@"']{0,200}:)[^\s@/"']{1,500}(?=@)/gi],
  [
    "signature",
    /([?&;](?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|access_token|token|api_?key|key|code|password)=)[^&\s"'#]{6,4000}/gi,
  ],
  [
    "named-secret",
    // A word that names a secret, possibly inside a longer name (`DB_PASSWORD`, `awsSecretAccessKey`).
    /((?:passw(?:or)?d|passphrase|secret|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|session[_-]?token|id[_-]?token|_token|credential|client[_-]?key)[\w.-]{0,40}\\{0,7}["']?\s{0,5}(?:=>|[:=])\s{0,5}\\{0,7}["']?)(?!\s)[^\s"'\\,;&]{6,4000}/gi,
  ],
  [
    "netrc",
    /(\bmachine\s{1,5}\S{1,200}\s{1,5}login\s{1,5}\S{1,200}\s{1,5}password\s{1,5})\S{1,500}/gi,
  ],
];

/** A shorter value would blot out ordinary words. */
const SHORTEST_KNOWN = 6;

/** What stands where a secret of this kind was. */
function mark(kind: string): string {
  return `[redacted ${kind}]`;
}

/** Removes secrets from text and from JSON values. */
export interface Redactor {
  /** From now on this exact value is never shown; one under 6 characters is ignored. */
  learn(secret: string): void;
  text(text: string): string;
  /** A copy with every string redacted, keys included; fields whose name says "secret" lose their text. */
  value<T>(value: T): T;
  /** Whether `value` surely leaves alone what `json` is written from, by `JSON.stringify`. Quick. */
  isClean(json: string): boolean;
}

/**
 * A redactor that knows the secrets of this process beside the published shapes.
 * @param known Exact values never to show, such as the API key in use; those under 6 characters are ignored.
 */
export function createRedactor(known: readonly string[] = []): Redactor {
  let exact: readonly string[] = [];
  let exactInJson: readonly string[] = [];
  const learn = (secret: string): void => {
    if (secret.length < SHORTEST_KNOWN || exact.includes(secret)) return;
    const forms = [
      secret,
      inJson(secret),
      encodeURIComponent(secret),
      Buffer.from(secret, "utf8").toString("base64"),
    ];
    // The longest first: a secret may hold another.
    exact = [...new Set([...exact, ...forms])].toSorted((a, b) => b.length - a.length);
    exactInJson = exact.map(inJson);
  };
  for (const secret of known) learn(secret);
  const text = (input: string): string => {
    let output = input;
    for (const secret of exact) output = output.replaceAll(secret, mark("known-secret"));
    if (!mayHoldSecret(output)) return output;
    for (const [kind, shape] of SHAPES) output = output.replace(shape, mark(kind));
    for (const [kind, shape] of NAMED)
      output = output.replace(shape, (whole: string, before: string) =>
        whole.startsWith("[redacted", before.length) ? whole : `${before}${mark(kind)}`,
      );
    return output;
  };
  const isClean = (json: string): boolean =>
    !mayHoldSecret(json) && !exactInJson.some((secret) => json.includes(secret));
  return { learn, text, value: (input) => cleaned(input, text), isClean };
}

/** As it stands inside of a JSON text. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

export const SECRET_NAME =
  /passw(?:or)?d|passphrase|secret|api_?-?key|private_?-?key|access_?-?key|_?token$|^authorization$|^cookie$|credential/i;

function cleaned<T>(value: T, text: (input: string) => string): T;
function cleaned(value: unknown, text: (input: string) => string): unknown {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((item: unknown) => cleaned(item, text));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      text(name),
      typeof item === "string" && SECRET_NAME.test(name)
        ? mark("named-secret")
        : cleaned(item, text),
    ]),
  );
}

const shapes = createRedactor();

/** The text without what has the shape of a secret. Idempotent. */
export function redactText(text: string): string {
  return shapes.text(text);
}

/**
 * Secrets by their published prefixes and forms. What has no form (a password in prose) cannot be
 * told from text; what has one never leaves the process in a log, a trace, an export or a message.
 */
const FORMS: readonly RegExp[] = [
  // PEM blocks: RSA, EC, OPENSSH, PGP and plain PKCS#8.
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  // Anthropic, OpenAI, OpenRouter, Stripe, Groq, xAI, Replicate, Hugging Face, Perplexity.
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}/g,
  /\bwhsec_[A-Za-z0-9+/=]{16,}/g,
  /\b(?:gsk|r8|hf|pplx|xai)[_-][A-Za-z0-9]{16,}/g,
  // AWS, Google, Azure, Cloudflare, DigitalOcean, Alibaba, Tencent.
  /\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}\b/g,
  /\bAIza[A-Za-z0-9_-]{35}/g,
  /\bya29\.[A-Za-z0-9_-]{20,}/g,
  /\bGOCSPX-[A-Za-z0-9_-]{20,}/g,
  /\b(?:AccountKey|SharedAccessKey|sig)=[A-Za-z0-9+/%]{20,}={0,2}/g,
  /\bdo[opr]_v1_[a-f0-9]{40,}/g,
  /\b(?:LTAI|AKID)[A-Za-z0-9]{12,}/g,
  // Source forges and package registries.
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent)-[A-Za-z0-9_-]{16,}/g,
  /\bATBB[A-Za-z0-9]{20,}/g,
  /\bATATT[A-Za-z0-9_=-]{20,}/g,
  /\bnpm_[A-Za-z0-9]{20,}/g,
  /\bpypi-[A-Za-z0-9_-]{20,}/g,
  /\brubygems_[a-f0-9]{20,}/g,
  /\bdckr_pat_[A-Za-z0-9_-]{20,}/g,
  // Chat, mail, telephony, monitoring, infrastructure.
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\bxapp-[A-Za-z0-9-]{10,}/g,
  /https:\/\/hooks\.slack\.com\/services\/[A-Za-z0-9/]+/g,
  /https:\/\/discord(?:app)?\.com\/api\/webhooks\/[\w/-]+/g,
  /\b\d{8,10}:AA[A-Za-z0-9_-]{32,}/g,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
  /\bkey-[a-f0-9]{32}\b/g,
  /\b(?:AC|SK)[a-f0-9]{32}\b/g,
  /\bxkeysib-[a-f0-9-]{32,}/g,
  /\bNRAK-[A-Z0-9]{20,}/g,
  /\bglsa_[A-Za-z0-9_]{20,}/g,
  /\bsntr[yu][su]_[A-Za-z0-9_=+/-]{20,}/g,
  /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/g,
  /\b(?:dop|shpat|shpss|shpca|lin_api|secret|ntn|dapi|figd|PMAK|EAAA|sq0[a-z]{3}|tfp|pul|dp\.pt|pscale_tkn)[_.-]?[A-Za-z0-9_-]{28,}/g,
  /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}/g,
  /\bage-secret-key-1[a-z0-9]{50,}/gi,
  // JSON web tokens, authorization headers, credentials in addresses.
  /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /(?<=\b(?:bearer|basic)\s)[A-Za-z0-9+/._~-]{12,}={0,2}/gi,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/@]+(?=@)/gi,
  // name = value, in the ways of shells, YAML, JSON and queries.
  /(?<=(?:api[_-]?key|secret|passwd|password|access[_-]?token|auth[_-]?token|client[_-]?secret|private[_-]?key)["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"'&,;]{6,}/gi,
];

const REPLACEMENT = "[secret]";

/** The text without what has the form of a secret. Idempotent. */
export function redactText(text: string): string {
  let redacted = text;
  for (const form of FORMS) redacted = redacted.replace(form, REPLACEMENT);
  return redacted;
}

/** What a model server signed or sealed: it is not ours to read, and not valid once changed. */
const OPAQUE = new Set(["signature", "data"]);

/** The same value with every text in it redacted; keys stay. */
export function redactValue<T>(value: T): T;
export function redactValue(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [
      key,
      OPAQUE.has(key) && typeof item === "string" ? item : redactValue(item),
    ]),
  );
}

/**
 * What every text has at least one of that the redactor changes, as it stands and as a JSON text, in any case of
 * letters. Regular expressions that begin with three literal characters; a dot may stand for itself. No groups.
 */
const HINTS = [
  "private key|sk-[\\w-]{10}|gho_|ghp_|ghu_|ghs_|ghr_|github_pat_|glpat-|glrt-|glptt-|gldt-|glsoat-",
  "glft-|glimt-|glagent-|glcbt-|gloas-|xox[abeoprs]-|xapp-|hooks.slack|/api/webhooks/|.webhook.office",
  "akia[a-z0-9]{16}|asia[a-z0-9]{16}|abia[a-z0-9]{16}|acca[a-z0-9]{16}|agpa[a-z0-9]{16}",
  "aida[a-z0-9]{16}|aroa[a-z0-9]{16}|anpa[a-z0-9]{16}|ltai[a-z0-9]{12}|aiza[\\w-]{30}|ya29.[\\w-]{10}",
  "gocspx-|1//0[\\w-]{20}|8q~|sk_live_|sk_test_|rk_live_|rk_test_|whsec_|sg.[\\w-]{10}|xkeysib-",
  "key-[0-9a-f]{32}|-us\\d|npm_[a-z0-9]{20}|pypi-|dckr_|rubygems_|cio[a-z0-9]{32}|doo_v1_|dop_v1_",
  "dor_v1_|hrku-|hf_[a-z0-9]{20}|api_org_|gsk_|xai-|pplx-|r8_[\\w-]{20}|nvapi-|fw_[\\w-]{20}|tgp_v1_",
  "csk-|dapi[0-9a-f]{32}|:aa[\\w-]{30}|shpat_|shpca_|shppa_|shpss_|sq0atp-|sq0csp-|sq0idp-",
  "eaaa[\\w-]{50}|atatt3|atctt3|atbb|lin_api_|lin_oauth_|ntn_|pmak-|figd_|pat-na1-|nrak-|nrii-|glsa_",
  "glc_|sntrys_|sntryu_|phc_|phx_|hvs.[\\w-]{20}|hvb.[\\w-]{20}|hvr.[\\w-]{20}|atlasv1.|sbp_|pscale_",
  "vercel_|nfp_|flyv1 |fo1_|rnd_|ezak|dp.[a-z]{2,5}.|eyj[\\w-]{8}",
  // What comes before a secret of any shape.
  "authorization|bearer|cookie|://[^\\s/@\"']*@|sig=|ignature=|token=|key=|code=|passw|passphrase",
  "secret|credential|api[_-]{0,2}key|client[_-]?key|access[_-]{0,2}key|account[_-]?key|_token|idtoken",
  "private[_-]{0,2}key|auth[_-]?token|access[_-]?token|refresh[_-]?token|session[_-]?token|id-token",
  // The name of a field, whose value is a text.
  'token":"',
]
  .join("|")
  .split("|");

/** Shapes without three characters to begin with: tokens of Discord, keys of Twilio. */
const STRUCTURE = /\.[\w-]{6}\.[\w-]{25}|(?:SK|AC)[0-9a-f]{32}/;

const HINT = new RegExp(HINTS.join("|"), "iy");

/** Six bits of a character, the same for both cases of a letter, others for the signs that hints have. */
function signOf(code: number): number {
  return (code & 31) | ((code & 64) >> 1);
}

const THREE_SIGNS = 2 ** 18 - 1;

/** 1 for the three signs that a hint begins with. */
const BEGINNINGS = new Uint8Array(THREE_SIGNS + 1);
for (const hint of HINTS) {
  let signs = 0;
  for (const character of hint.slice(0, 3)) signs = (signs << 6) | signOf(character.charCodeAt(0));
  BEGINNINGS[signs] = 1;
}

/**
 * Whether the redactor may have something to do in `text`, which is read once for all shapes: they are four
 * dozen, most texts have none, and every text of a session comes by here.
 */
export function mayHoldSecret(text: string): boolean {
  let signs = 0;
  for (let at = 0; at < text.length; at += 1) {
    signs = ((signs << 6) | signOf(text.charCodeAt(at))) & THREE_SIGNS;
    if (BEGINNINGS[signs] !== 1) continue;
    HINT.lastIndex = at - 2;
    if (HINT.test(text)) return true;
  }
  return STRUCTURE.test(text);
}

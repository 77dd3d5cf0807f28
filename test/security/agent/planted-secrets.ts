import { streamKey, randomBlock } from "../../../engine/base/random.js";

const WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX = "0123456789abcdef";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Made at run time: a literal in the repository would set off every secret scanner that reads it. */
function filler(name: string, length: number, alphabet = WORD): string {
  const { word0, word1 } = streamKey(1, "planted-secret", name);
  const block = new Int32Array(2);
  return Array.from({ length }, (_, at) => {
    randomBlock(block, word0, word1, at, 0);
    return alphabet[((block[0] ?? 0) >>> 0) % alphabet.length];
  }).join("");
}

interface Planted {
  readonly name: string;
  /** As it would stand in a file, a log line or a variable. */
  readonly text: string;
  /** The part that must never be seen again. */
  readonly secret: string;
}

/** `before` and `after` are what commonly stands around it. */
function plant(name: string, secret: string, before = "", after = ""): Planted {
  return { name, text: `${before}${secret}${after}`, secret };
}

const word = (name: string, prefix: string, length: number): Planted =>
  plant(name, prefix + filler(name, length));
const hex = (name: string, prefix: string, length: number): Planted =>
  plant(name, prefix + filler(name, length, HEX));

function pem(name: string, label: string): Planted {
  const body = filler(name, 400).replaceAll(/(.{64})/g, "$1\n");
  return plant(name, body, `-----BEGIN ${label}-----\n`, `\n-----END ${label}-----`);
}

const jwtPart = (name: string, text: string): string =>
  Buffer.from(JSON.stringify({ [name]: text })).toString("base64url");

/** Credentials in the shapes their makers publish, one of each. */
export const PLANTED_SECRETS: readonly Planted[] = [
  word("anthropic", "sk-ant-api03-", 95),
  word("anthropic-admin", "sk-ant-admin01-", 95),
  word("openai", "sk-", 48),
  word("openai-project", "sk-proj-", 120),
  word("github-classic", "ghp_", 36),
  word("github-oauth", "gho_", 36),
  word("github-server", "ghs_", 36),
  word("github-fine", "github_pat_", 82),
  word("gitlab", "glpat-", 20),
  word("gitlab-runner", "glrt-", 20),
  plant("slack-bot", `xoxb-${filler("sb", 12, "0123456789")}-${filler("sc", 24)}`),
  plant("slack-app", `xapp-1-${filler("sd", 11)}-${filler("se", 64, HEX)}`),
  plant(
    "slack-hook",
    `T${filler("sf", 8)}/B${filler("sg", 8)}/${filler("sh", 24)}`,
    "https://hooks.slack.com/services/",
  ),
  plant("discord-hook", filler("dh", 68), "https://discord.com/api/webhooks/123456789012345678/"),
  plant("discord-bot", `M${filler("di", 23)}.${filler("dj", 6)}.${filler("dk", 38)}`),
  plant("telegram", `${filler("ta", 10, "123456789")}:AA${filler("tb", 33)}`),
  plant("aws-key-id", `AKIA${filler("aws", 16, UPPER)}`),
  plant("aws-secret", filler("awss", 40), "aws_secret_access_key = "),
  plant("aws-session", filler("awst", 300), 'AWS_SESSION_TOKEN="', '"'),
  plant(
    "aws-signed-url",
    filler("awsu", 64, HEX),
    "https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=",
  ),
  word("google-key", "AIza", 35),
  word("google-token", "ya29.", 120),
  word("google-client", "GOCSPX-", 28),
  pem("google-service-account", "PRIVATE KEY"),
  pem("rsa", "RSA PRIVATE KEY"),
  pem("openssh", "OPENSSH PRIVATE KEY"),
  pem("pgp", "PGP PRIVATE KEY BLOCK"),
  plant(
    "azure-storage",
    `${filler("azs", 86)}==`,
    "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=",
    ";EndpointSuffix=core.windows.net",
  ),
  plant("azure-sas", filler("azt", 44), "https://a.blob.core.windows.net/c?sv=2024-01-01&sig="),
  plant("azure-client", `${filler("azu", 3)}8Q~${filler("azv", 34)}`),
  word("stripe", "sk_live_", 24),
  word("stripe-restricted", "rk_live_", 24),
  word("stripe-webhook", "whsec_", 32),
  hex("twilio", "SK", 32),
  plant("sendgrid", `SG.${filler("sga", 22)}.${filler("sgb", 43)}`),
  plant("mailchimp", `${filler("mc", 32, HEX)}-us21`),
  word("npm", "npm_", 36),
  word("pypi", "pypi-AgEIcHlwaS5vcmc", 150),
  word("docker", "dckr_pat_", 27),
  hex("digitalocean", "dop_v1_", 64),
  word("hugging-face", "hf_", 34),
  word("groq", "gsk_", 52),
  hex("databricks", "dapi", 32),
  hex("shopify", "shpat_", 32),
  word("atlassian", "ATATT3xFfGF0", 180),
  word("linear", "lin_api_", 40),
  word("new-relic", "NRAK-", 27),
  word("grafana", "glsa_", 41),
  word("vault", "hvs.", 90),
  word("supabase", "sbp_", 40),
  plant(
    "json-web-token",
    `${jwtPart("alg", "HS256")}.${jwtPart("sub", "someone")}.${filler("jwt", 43)}`,
  ),
  plant("bearer", filler("bearer", 40), "Authorization: Bearer "),
  plant(
    "basic",
    Buffer.from(`user:${filler("basic", 12)}`).toString("base64"),
    "Authorization: Basic ",
  ),
  plant("cookie", filler("cookie", 40), "Cookie: session="),
  plant("database-url", filler("db", 20), "postgres://app:", "@db.example.com:5432/app"),
  plant("password-variable", filler("pw", 16), "DB_PASSWORD="),
  plant("password-json", filler("pj", 16), '{"user":"a","password":"', '"}'),
  plant("password-escaped-json", filler("pk", 16), '"{\\"password\\":\\"', '\\"}"'),
  plant("netrc", filler("netrc", 14), "machine api.example.com login me password "),
  plant("yaml-secret", filler("yaml", 24), "clientSecret: "),
];

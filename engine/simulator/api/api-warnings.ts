import { API_POOLS } from "../pool-names.js";
import type { ReplicationRecord } from "../record.js";

/** Share of refused requests above which a reader must be told. */
const MOST_REFUSED = 0.01;

const percent = (part: number): string => `${(100 * part).toFixed(1)}%`;

/** What a reader must know of an API brain: how many of its answers were refusals, and which limit binds. */
export function apiWarnings(records: readonly ReplicationRecord[]): string[] {
  const sum = (of: (record: ReplicationRecord) => number): number =>
    records.reduce((total, record) => total + of(record), 0);
  const sent = sum(({ apiRequests }) => apiRequests.sent);
  if (sent === 0) return [];
  const warnings: string[] = [];
  const rateLimited = sum(({ apiRequests }) => apiRequests.rateLimited) / sent;
  if (rateLimited > MOST_REFUSED) {
    const used = (records[0]?.pools ?? []).flatMap(({ name }) => {
      if (!API_POOLS.has(name)) return [];
      const busy = sum(({ pools }) => pools.find((pool) => pool.name === name)?.meanBusy ?? 0);
      return [`${name} ${percent(busy / records.length)}`];
    });
    warnings.push(
      `${percent(rateLimited)} of the requests to the API were refused by its rate limits (429). ` +
        `Used of the limits: ${used.join(", ")}.`,
    );
  }
  const overloaded = sum(({ apiRequests }) => apiRequests.overloaded) / sent;
  if (overloaded > MOST_REFUSED) {
    warnings.push(
      `${percent(overloaded)} of the requests to the API were answered 529 (overload).`,
    );
  }
  return warnings;
}

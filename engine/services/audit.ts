import { createHash } from "node:crypto";
import type { Services } from "../contract/service.js";
import { audit } from "../planner/audit/audit.js";
import type { ServicePorts } from "./ports.js";

/** `audit`: holds a claim set against operational laws and arithmetic. */
export function auditService(ports: Pick<ServicePorts, "version">): Pick<Services, "audit"> {
  return {
    audit: async ({ claims }) => ({
      provenance: {
        name: claims.name,
        source: claims.source,
        claimsHash: createHash("sha256").update(JSON.stringify(claims)).digest("hex"),
        engineVersion: ports.version,
      },
      ...audit(claims),
    }),
  };
}

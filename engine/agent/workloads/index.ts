import type { Tool } from "../tool.js";
import type { AgentWorkload } from "../workload.js";
import { customerSupport } from "./customer-support/index.js";
import { supportTools } from "./customer-support/tools.js";
import { dataExtraction } from "./data-extraction/index.js";
import { extractionTools } from "./data-extraction/tools.js";
import { recommendation } from "./recommendation/index.js";
import { recommendationTools } from "./recommendation/tools.js";

/** The kinds of session that come with Headroom. */
export const workloads: readonly AgentWorkload[] = [
  customerSupport,
  dataExtraction,
  recommendation,
];

/** Their tools, to be registered with the hands. */
export const workloadTools: readonly Tool[] = [
  ...supportTools,
  ...extractionTools,
  ...recommendationTools,
];

import type { TraceFormat } from "./arrivals.js";

/** The columns of `AzureLLMInferenceTrace_*.csv` of the Azure Public Dataset. */
export const AZURE_HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";

/** The columns of TraceLab's replayable sessions. */
export const TRACELAB_HEADER =
  "session_id,arrival_time,round_idx,prefix_len,input_len,output_len,tool_wait_after_ms";

const MOONCAKE_FIELDS = ["timestamp", "input_length", "output_length", "hash_ids"];

/** Of which recorded trace a text is whose first line this is; undefined where of none. */
export function traceFormatOf(firstLine: string): TraceFormat | undefined {
  const line = firstLine.replace(/^\uFEFF/, "").trimEnd();
  if (line === AZURE_HEADER) return "azure-llm-2023";
  if (line === TRACELAB_HEADER) return "tracelab-replay";
  const isMooncake =
    line.startsWith("{") && MOONCAKE_FIELDS.every((field) => line.includes(`"${field}"`));
  return isMooncake ? "mooncake" : undefined;
}

/*
 * What an engine at work stands on, and nobody else: the model's SDK, MCP, OpenTelemetry and the
 * database are most of the engine's code, so the app starts without them and loads them with the
 * first session (`import()` in `live-engine.ts` and `drive/index.ts`).
 */
export { ToolStateStore } from "../../agent/hands/tool-state.js";
export { openOrSalvage } from "../../agent/log/salvage.js";
export { otlpExporter } from "../../agent/telemetry/export.js";
export { inferenceObserver, observedHands, observedLog } from "../../agent/telemetry/observe.js";
export { Telemetry } from "../../agent/telemetry/telemetry.js";
export { runLoad } from "./drive/load.js";
export { LiveTools } from "./live-tools.js";
export { sessionEngine } from "./session-engine.js";

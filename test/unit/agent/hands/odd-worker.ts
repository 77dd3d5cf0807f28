import { serveTools } from "../../../../engine/agent/hands/serve-tools.js";
import { oddTools, violentTools } from "./odd-tools.js";

serveTools(() => [...oddTools(), ...violentTools()]);

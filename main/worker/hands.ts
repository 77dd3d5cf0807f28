import { generalTools, GeneralToolSettings } from "../../engine/agent/hands/general-tools.js";
import { serveTools } from "../../engine/agent/hands/serve-tools.js";

/** Thread or process of the tools that ask for one: `sql_query`, `search_documents`. */
serveTools((settings) => generalTools(GeneralToolSettings.parse(settings)));

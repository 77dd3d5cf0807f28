import { InProcessBus } from "../../../engine/agent/bus/in-process.js";
import { busConformance } from "./bus-conformance.js";

busConformance("in process", async () => new InProcessBus());

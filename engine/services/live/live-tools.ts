import path from "node:path";
import { generalTools, GeneralToolSettings } from "../../agent/hands/general-tools.js";
import { withUserRules } from "../../agent/hands/approvals.js";
import { workerLauncher } from "../../agent/hands/launch-worker.js";
import { McpServers } from "../../agent/hands/mcp/mcp-servers.js";
import { ToolHands } from "../../agent/hands/tool-hands.js";
import type { ToolStateStore } from "../../agent/hands/tool-state.js";
import type { LaunchWorker } from "../../agent/hands/worker-group.js";
import type { ApprovalPolicy, Tool } from "../../agent/tool.js";
import { workloadTools } from "../../agent/workloads/index.js";
import type { LiveSettings } from "../../contract/settings.js";

export interface LiveToolsPorts {
  readonly dataFolder: string;
  readonly version: string;
  readonly state: ToolStateStore;
  /** Where tools keep what they remember; their workers open it themselves. */
  readonly stateFolder: string;
  readonly redact: (text: string) => string;
  /** The built entry of a hand's thread or process; undefined where nothing is built. */
  readonly handsEntry: string | undefined;
  readonly readVariable: (name: string) => Promise<string | undefined>;
  /** The tools are others now: what was remembered of their results no longer holds. */
  readonly onChanged: () => void;
}

/** The hands of the live engine as the settings have them: of the workloads, general, and of MCP servers. */
export class LiveTools {
  readonly hands: ToolHands;
  readonly mcp: McpServers;
  readonly #ports: LiveToolsPorts;
  /** What each tool was made from, so that one that stays the same is not made anew. */
  readonly #made = new Map<string, string>();
  readonly #general = new Set<string>();
  #settings: LiveSettings;
  #launch: LaunchWorker = () => {
    throw new Error("no tool was set up");
  };

  constructor(settings: LiveSettings, ports: LiveToolsPorts) {
    const { state, redact, version, readVariable } = ports;
    this.#ports = ports;
    this.#settings = settings;
    this.hands = new ToolHands([], { state, redact, launch: (runsIn) => this.#launch(runsIn) });
    this.mcp = new McpServers({ hands: this.hands, version, readVariable });
    this.apply(settings);
  }

  /** From the next call on. Calls under way finish with the tools they began with. */
  apply(settings: LiveSettings): void {
    this.#settings = settings;
    const general = this.#generalSettings(settings);
    this.#launch = this.#launcher(general);
    const ofGeneral = generalTools(general);
    this.#general.clear();
    for (const { name } of ofGeneral) this.#general.add(name);
    const wanted = new Map<string, { readonly tool: Tool; readonly from: string }>();
    for (const tool of [...workloadTools, ...ofGeneral]) {
      const workers = settings.pools.hands[tool.name] ?? tool.workers;
      const from = JSON.stringify([workers, this.#general.has(tool.name) ? general : "workload"]);
      wanted.set(tool.name, { tool: { ...tool, workers }, from });
    }
    for (const name of this.#made.keys()) {
      if (wanted.has(name)) continue;
      this.hands.remove(name);
      this.#made.delete(name);
    }
    for (const [name, { tool, from }] of wanted) {
      if (this.#made.get(name) === from) continue;
      this.hands.replace(tool);
      this.#made.set(name, from);
    }
    this.mcp.apply(settings.mcpServers);
    this.#ports.onChanged();
  }

  /** Names of the tools that any session may ask for: the general ones and those of MCP servers. */
  offered(): string[] {
    return this.hands
      .declarations()
      .flatMap(({ name }) => (this.sourceOf(name) === "workload" ? [] : [name]));
  }

  /** `workload`, `general`, or the name of an MCP server. */
  sourceOf(tool: string): string {
    return this.mcp.serverOf(tool) ?? (this.#general.has(tool) ? "general" : "workload");
  }

  /**
   * What `policy` says, but for what the user decided otherwise. An MCP server's word that a call may be repeated
   * is none that it is harmless: a human is asked unless the server calls it read-only or is trusted by the settings.
   */
  approvals(policy: ApprovalPolicy): ApprovalPolicy {
    const cautious: ApprovalPolicy = {
      decide: (tool, input) => {
        const server = this.mcp.serverOf(tool.name);
        return server === undefined || tool.replay === "read"
          ? policy.decide(tool, input)
          : {
              decision: "ask",
              reason: `nobody decided about the tools of ${server} that do not only read`,
            };
      },
    };
    return withUserRules(cautious, (tool) => {
      const { policy: rules } = this.#settings;
      // A model chooses the name: `constructor` is no rule.
      return Object.hasOwn(rules, tool) ? rules[tool] : this.mcp.policyOf(tool);
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.hands.close(), this.mcp.close()]);
  }

  #generalSettings({ tools }: LiveSettings): GeneralToolSettings {
    const { shell, shellNetwork, workspaceFolder, ...rest } = tools;
    return GeneralToolSettings.parse({
      ...rest,
      shell,
      allowNetwork: shellNetwork,
      workspacesFolder: workspaceFolder ?? path.join(this.#ports.dataFolder, "workspaces"),
    });
  }

  #launcher(settings: GeneralToolSettings): LaunchWorker {
    const { handsEntry, stateFolder } = this.#ports;
    if (handsEntry !== undefined) return workerLauncher(handsEntry, { stateFolder, settings });
    return () => {
      throw new Error("its workers are part of the built program only (npm run build)");
    };
  }
}

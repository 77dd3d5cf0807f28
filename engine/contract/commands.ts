/*
 * Every command of the app, as data. The page runs them, binds their keys and lists them in its palette;
 * the desktop's menus show the same ones and send back an id from this closed list.
 */

/** The menus of the desktop, in their order, and the groups of the palette and of the list of shortcuts. */
export const COMMAND_GROUPS = ["File", "Edit", "View", "Run", "Help"] as const;

export interface CommandWords {
  readonly group: (typeof COMMAND_GROUPS)[number];
  readonly title: string;
  /**
   * Keys joined by `+`, the first shown and the rest working too. `Mod` is Ctrl, or Cmd on a Mac. None
   * has Mod and Alt together: that is how many keyboards type letters.
   */
  readonly keys: readonly [string, ...string[]];
}

/** What stands before the dot tells commands apart that a menu separates by a line. */
export const COMMANDS = {
  "scenario.open": { group: "File", title: "Open a scenario…", keys: ["Mod+O"] },
  "files.take": { group: "File", title: "Take in files…", keys: ["Mod+Shift+O"] },
  "scenario.next": { group: "File", title: "Next scenario", keys: ["Alt+PageDown"] },
  "scenario.previous": { group: "File", title: "Previous scenario", keys: ["Alt+PageUp"] },
  "document.save": { group: "File", title: "Save the scenario", keys: ["Mod+S"] },
  "document.save-copy": { group: "File", title: "Save a copy…", keys: ["Mod+Shift+S"] },
  "workspace.open": { group: "File", title: "Open a workspace…", keys: ["Mod+Shift+H"] },
  "deck.new": { group: "File", title: "New deck…", keys: ["Mod+Shift+F"] },
  "document.rename": { group: "File", title: "Rename the scenario…", keys: ["F2"] },
  "document.duplicate": { group: "File", title: "Duplicate the scenario", keys: ["Mod+Shift+D"] },
  "document.remove": {
    group: "File",
    title: "Remove the scenario",
    keys: ["Mod+Shift+Backspace"],
  },
  "document.remove-run": { group: "File", title: "Remove the shown run", keys: ["Mod+Shift+X"] },
  "share.export-chart": { group: "File", title: "Export a chart…", keys: ["Mod+E"] },
  "share.copy-link": { group: "File", title: "Copy a link to this view", keys: ["Mod+Shift+U"] },

  "edit.undo": { group: "Edit", title: "Undo", keys: ["Mod+Z"] },
  "edit.redo": { group: "Edit", title: "Redo", keys: ["Mod+Shift+Z", "Mod+Y"] },

  "palette.open": { group: "View", title: "Find anything…", keys: ["Mod+K", "Mod+Shift+P"] },
  "pane.overview": { group: "View", title: "Go to Overview", keys: ["Mod+1"] },
  "pane.scenario": { group: "View", title: "Go to Scenario", keys: ["Mod+2"] },
  "pane.simulate": { group: "View", title: "Go to Simulate", keys: ["Mod+3"] },
  "pane.compare": { group: "View", title: "Go to Compare", keys: ["Mod+4"] },
  "pane.plan": { group: "View", title: "Go to Plan", keys: ["Mod+5"] },
  "pane.money": { group: "View", title: "Go to Money", keys: ["Mod+6"] },
  "pane.milestones": { group: "View", title: "Go to Milestones", keys: ["Mod+7"] },
  "pane.audit": { group: "View", title: "Go to Audit", keys: ["Mod+8"] },
  "pane.calibrate": { group: "View", title: "Go to Calibrate", keys: ["Mod+9"] },
  "pane.live": { group: "View", title: "Go to Live", keys: ["Mod+Shift+L"] },
  "pane.settings": { group: "View", title: "Go to Settings", keys: ["Mod+,"] },
  "focus.library": { group: "View", title: "Move to the library", keys: ["Mod+B"] },
  "focus.main": { group: "View", title: "Move to the main area", keys: ["Mod+Shift+B"] },
  "focus.editor": { group: "View", title: "Move to the text", keys: ["Mod+I"] },
  "theme.system": { group: "View", title: "Theme of the system", keys: ["Mod+F8"] },
  "theme.light": { group: "View", title: "Light theme", keys: ["Mod+F9"] },
  "theme.dark": { group: "View", title: "Dark theme", keys: ["Mod+F10"] },
  "theme.switch": { group: "View", title: "Switch light and dark", keys: ["Mod+Shift+E"] },
  "zoom.in": { group: "View", title: "Larger", keys: ["Mod+Plus"] },
  "zoom.out": { group: "View", title: "Smaller", keys: ["Mod+-"] },
  "zoom.reset": { group: "View", title: "Original size", keys: ["Mod+0"] },

  "run.compare": { group: "Run", title: "Run the scenario", keys: ["Mod+Enter"] },
  "run.pane": {
    group: "Run",
    title: "Compute what this pane shows",
    keys: ["Mod+Shift+Enter"],
  },
  "run.simulate": { group: "Run", title: "Simulate the scenario over time", keys: ["F8"] },
  "run.plan": { group: "Run", title: "Search the cheapest pools", keys: ["Shift+F8"] },
  "run.sensitivity": { group: "Run", title: "Find what moves cost and p95", keys: ["Shift+F9"] },
  "run.project": { group: "Run", title: "Project the scenario over days", keys: ["F9"] },
  "run.options": { group: "Run", title: "How it is computed…", keys: ["Mod+."] },
  "cancel.work": { group: "Run", title: "Cancel what is being computed", keys: ["Esc"] },
  "live.session": { group: "Run", title: "New live session…", keys: ["Mod+Shift+A"] },
  "live.load": { group: "Run", title: "New live load…", keys: ["Mod+Shift+Y"] },

  "live.times": { group: "Run", title: "Use measured times…", keys: ["Mod+F7"] },
  "live.metrics": {
    group: "Run",
    title: "Save the metrics of live sessions",
    keys: ["Shift+F7"],
  },

  "help.shortcuts": { group: "Help", title: "Keyboard shortcuts", keys: ["?"] },
  "help.tour": { group: "Help", title: "Take the tour", keys: ["Shift+F1"] },
  "help.about": { group: "Help", title: "About Headroom", keys: ["Mod+F1"] },
} as const satisfies Readonly<Record<string, CommandWords>>;

export type CommandId = keyof typeof COMMANDS;

export const isCommandId = (value: unknown): value is CommandId =>
  typeof value === "string" && Object.hasOwn(COMMANDS, value);

export const COMMAND_IDS: readonly CommandId[] = Object.keys(COMMANDS).filter(isCommandId);

export const commandWords = (id: CommandId): CommandWords => COMMANDS[id];

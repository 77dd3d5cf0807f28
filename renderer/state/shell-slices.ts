import type { Problem } from "../../engine/contract/errors.js";
import type { OutputOf } from "../../engine/contract/methods.js";
import type { PresetEntry, PresetFile } from "../../engine/contract/preset.js";
import type { Settings, SettingsChange, ZoomPercent } from "../../engine/contract/settings.js";
import type { Dialog, LinkStatus, Notice, Pane, Route } from "./parts.js";
import type { View } from "./view.js";

/*
 * The window itself: where it is, what it says, what it remembers.
 * The types stand apart from the slices' code because every slice sees the whole state.
 */

export interface SessionSlice {
  /** Loads everything and opens what the address names, or what was open last, or the article. */
  readonly boot: () => Promise<void>;
  /** After the engine was away: reads the lists again and writes what could not be written. */
  readonly catchUp: () => Promise<void>;
  /** Opens the scenario and the run that the route names. */
  readonly followRoute: () => Promise<void>;
  /** Shows of the open scenario the kept results that the route names, else the newest of each kind. */
  readonly showResults: () => Promise<void>;
  /** How many of these go on: what they read may be on its way. */
  readonly followed: number;
  readonly openFirst: () => void;
}

export interface EngineSlice {
  readonly host: "desktop" | "browser";
  readonly link: LinkStatus;
  readonly info: OutputOf<"system.info"> | undefined;
  readonly loadInfo: () => Promise<void>;
  /** Takes over a change of the link; picks up what was left undone when the engine is back. */
  readonly linkChanged: (link: LinkStatus) => void;
  readonly retryLink: () => void;
}

export interface RouteSlice {
  readonly route: Route;
  /** Goes to a pane, a scenario or a run; what is left out stays as it is. */
  readonly navigate: (to: Partial<Route>, how?: "push" | "replace") => void;
  /** What is chosen in each pane; that of the route's pane stands in the address. */
  readonly views: Readonly<Partial<Record<Pane, View>>>;
  /** Chooses something in a pane, or, without a text, nothing (see `useView`). */
  readonly changeView: (pane: Pane, name: string, text: string | undefined) => void;
  /** Writes out where the page starts, and tells what of its address was not understood. */
  readonly startAddress: () => void;
  /** Writes out what it says now, where something of it has changed. */
  readonly writeAddress: () => void;
  /** Takes over what the address says now. */
  readonly followAddress: () => void;
  /** Goes where a link leads that was copied here or in another Headroom. */
  readonly openLink: (link: string) => void;
}

export interface SettingsSlice {
  readonly settings: Settings;
  readonly loadSettings: () => Promise<void>;
  /** As a setting, but nothing that one would want to undo. */
  readonly setZoom: (zoomPercent: ZoomPercent) => void;
  /** Stores what no user set, which is no edit to undo. */
  readonly remember: (change: SettingsChange) => Promise<void>;
  /** Takes effect at once and is then stored. */
  readonly changeSettings: (change: SettingsChange) => Promise<void>;
}

export interface DialogsSlice {
  readonly dialog: Dialog | undefined;
  readonly openDialog: (dialog: Dialog) => void;
  readonly closeDialog: () => void;
}

export interface NoticesSlice {
  readonly notices: readonly Notice[];
  /** What a screen reader is told next; visual users see it happen. */
  readonly announcement: string;
  readonly notify: (notice: Omit<Notice, "id">) => void;
  readonly dismiss: (id: number) => void;
  readonly announce: (text: string) => void;
}

export interface PaletteSlice {
  /** What was picked in the palette, the latest first, by the entry's id. */
  readonly recentPicks: readonly string[];
  readonly notePick: (id: string) => void;
}

/** A preset of the workspace as it is being written. */
export interface PresetDraft {
  /** Of its file; undefined while it has none. */
  readonly id: string | undefined;
  readonly name: string;
  readonly savedText: string;
  readonly text: string;
  readonly problems: readonly Problem[];
}

export interface PresetsSlice {
  /** What a scenario can name; undefined before it is known, and where it cannot be had. */
  readonly presets: OutputOf<"preset.list"> | undefined;
  readonly presetDraft: PresetDraft | undefined;
  /** Reads them once. */
  readonly loadPresets: () => Promise<void>;
  readonly refreshPresets: () => Promise<void>;
  /** Opens the text of a preset of the workspace, which may be damaged. */
  readonly editPreset: (id: string) => Promise<void>;
  /** Begins one of the workspace like that one. */
  readonly copyPreset: (file: PresetFile) => void;
  /** Takes in a file: it is saved at once where it is valid, else opened. */
  readonly takePreset: (text: string) => Promise<void>;
  readonly typePreset: (text: string) => void;
  readonly closePreset: () => void;
  readonly savePreset: () => Promise<void>;
  readonly removePreset: (entry: PresetEntry) => Promise<void>;
}

export interface WelcomeSlice {
  /** Which step of the tour is on screen, from 0. */
  readonly tourStep: number | undefined;
  /**
   * In a data folder where nothing was done yet: computes the open scenario by itself, and begins the
   * tour at its result. Once ever.
   */
  readonly welcome: () => Promise<void>;
  readonly startTour: () => void;
  /** Goes to a step and to its pane; behind the last the tour has ended. */
  readonly goToTourStep: (step: number) => void;
  readonly endTour: () => void;
}

import type {
  AuditSlice,
  DeckSlice,
  DocumentSlice,
  FilesSlice,
  HistorySlice,
  ItemsSlice,
  LibrarySlice,
  WorkspaceSlice,
} from "./library-slices.js";
import type {
  LiveSlice,
  LoadSlice,
  ModelsSlice,
  PreferencesSlice,
  TimesSlice,
} from "./live-slices.js";
import type {
  CalibrationSlice,
  EstimateSlice,
  InspectionSlice,
  PaperSlice,
  PlanSlice,
  ProjectionSlice,
  QueueSlice,
  ReadinessSlice,
  RunOptionsSlice,
  RunSlice,
  SensitivitySlice,
  SidesSlice,
  SimulationSlice,
  UnkeptSlice,
} from "./result-slices.js";
import type {
  DialogsSlice,
  EngineSlice,
  NoticesSlice,
  PaletteSlice,
  PresetsSlice,
  RouteSlice,
  SessionSlice,
  SettingsSlice,
  WelcomeSlice,
} from "./shell-slices.js";
import type { MendSlice } from "./mend-parts.js";
import type { Ports } from "./ports.js";

/** What the store holds and does, slice by slice. */
export type AppState = AuditSlice &
  CalibrationSlice &
  DeckSlice &
  DialogsSlice &
  DocumentSlice &
  EstimateSlice &
  EngineSlice &
  HistorySlice &
  FilesSlice &
  ItemsSlice &
  InspectionSlice &
  LibrarySlice &
  LiveSlice &
  LoadSlice &
  MendSlice &
  ModelsSlice &
  NoticesSlice &
  PaletteSlice &
  PaperSlice &
  PlanSlice &
  PreferencesSlice &
  PresetsSlice &
  ProjectionSlice &
  QueueSlice &
  ReadinessSlice &
  RouteSlice &
  RunSlice &
  RunOptionsSlice &
  SensitivitySlice &
  SessionSlice &
  SettingsSlice &
  SidesSlice &
  SimulationSlice &
  UnkeptSlice &
  TimesSlice &
  WelcomeSlice &
  WorkspaceSlice;

/** One slice over the whole state: its own fields and actions, and sight of the others'. */
export type SliceCreator<Slice> = (
  set: (change: Partial<AppState>) => void,
  get: () => AppState,
  ports: Ports,
) => Slice;

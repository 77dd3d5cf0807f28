/** See `electron.mjs`, which has to run before anything is built. */
export interface ElectronRuntime {
  readonly executable: string;
  /** The distribution's folder, as electron-builder's `electronDist` takes it. */
  readonly folder: string;
  readonly version: string;
  readonly official: boolean;
}
export function electronRuntime(): Promise<ElectronRuntime>;

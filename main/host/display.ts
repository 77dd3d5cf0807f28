/** Whether windows can be shown: always on macOS and Windows, elsewhere with an X or Wayland display. */
export function hasDisplay(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  if (platform === "darwin" || platform === "win32") return true;
  return [environment["DISPLAY"], environment["WAYLAND_DISPLAY"]].some(
    (display) => display !== undefined && display !== "",
  );
}

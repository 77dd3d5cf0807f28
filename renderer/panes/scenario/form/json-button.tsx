import type { ReactElement } from "react";
import { useForm } from "./form-context.js";
import type { Path } from "./form-source.js";

/** In place of what only JSON can say. */
export function JsonButton({ path }: { path: Path }): ReactElement {
  const { goTo } = useForm();
  return (
    <button type="button" className="link-button" onClick={() => goTo(path)}>
      Edit in JSON
    </button>
  );
}

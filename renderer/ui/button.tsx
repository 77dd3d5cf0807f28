import type { ButtonHTMLAttributes, ReactElement } from "react";
import { Icon } from "./icons.js";
import type { IconName } from "./icons.js";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: "plain" | "primary" | "quiet";
  readonly icon?: IconName;
}

/** A button with words. `kind` primary is for the one thing a screen is about. */
export function Button({
  kind = "plain",
  icon,
  children,
  className,
  ...rest
}: Props): ReactElement {
  const classes = ["button", `button-${kind}`, className].filter(Boolean).join(" ");
  return (
    <button type="button" {...rest} className={classes}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button with an icon alone; its label is spoken and shown on hover. */
export function IconButton({
  icon,
  label,
  ...rest
}: Omit<Props, "children" | "kind"> & { icon: IconName; label: string }): ReactElement {
  return (
    <button type="button" title={label} {...rest} className="icon-button" aria-label={label}>
      <Icon name={icon} />
    </button>
  );
}

import { useEffect, useRef } from "react";
import type { ReactElement } from "react";
import type { Notice } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button, IconButton } from "../../ui/button.js";

const GOOD_NEWS_MS = 6000;
/** What good news offers is in reach elsewhere, too: it may go, later, and not from under the pointer or the focus. */
const OFFERED_MS = 20_000;

export function Notices(): ReactElement {
  const notices = useApp((state) => state.notices);
  return (
    <section className="notices" aria-label="Notices" aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function NoticeCard({ notice: { id, tone, text, action } }: { notice: Notice }): ReactElement {
  const dismiss = useApp((state) => state.dismiss);
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Bad news stays, and so does a way back.
    if (tone !== "good") return undefined;
    const leave = (): void => {
      if (card.current?.matches(":hover, :focus-within") !== true) dismiss(id);
    };
    const timer = setInterval(leave, action === undefined ? GOOD_NEWS_MS : OFFERED_MS);
    return () => clearInterval(timer);
  }, [id, tone, action, dismiss]);
  return (
    <div ref={card} className={`notice notice-${tone}`}>
      <span>{text}</span>
      {action === undefined ? null : (
        <Button
          onClick={() => {
            action.run();
            dismiss(id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label="Dismiss" onClick={() => dismiss(id)} />
    </div>
  );
}

import { useEffect } from "react";
import type { ReactElement } from "react";
import type { Notice } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button, IconButton } from "../../ui/button.js";

const GOOD_NEWS_MS = 6000;

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
  useEffect(() => {
    // Only what asks for nothing goes by itself.
    if (tone !== "good" || action !== undefined) return undefined;
    const timer = setTimeout(() => dismiss(id), GOOD_NEWS_MS);
    return () => clearTimeout(timer);
  }, [id, tone, action, dismiss]);
  return (
    <div className={`notice notice-${tone}`}>
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

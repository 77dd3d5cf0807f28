import { Component } from "react";
import type { ReactElement, ReactNode } from "react";
import { Button } from "./button.js";
import { EmptyState } from "./empty-state.js";

interface Props {
  /** What stopped working, as the start of a sentence: "The compare pane". */
  readonly what: string;
  readonly children: ReactNode;
}

interface State {
  readonly message: string | undefined;
}

/** Keeps a defect of ours inside one pane: the rest of the app, and the user's text, go on. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { message: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactElement | ReactNode {
    const { message } = this.state;
    if (message === undefined) return this.props.children;
    const retry = (): void => this.setState({ message: undefined });
    return (
      <div role="alert">
        <EmptyState
          title={`${this.props.what} could not be drawn.`}
          action={<Button onClick={retry}>Try again</Button>}
        >
          <p>Your scenario and your results are untouched. The fault says:</p>
          <pre>{message}</pre>
        </EmptyState>
      </div>
    );
  }
}

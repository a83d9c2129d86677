import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  /** What the boundary holds, for the sentence. */
  readonly name: string;
  readonly children: ReactNode;
}

/** Keeps the failure of one view to that view: it says so and offers to draw it again. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="broken" role="alert">
        <p>
          <span className="fail">✕</span> {this.props.name} could not be drawn: {error.message}
        </p>
        <p className="quiet">The fit and every setting are kept.</p>
        <button type="button" className="button" onClick={() => this.setState({ error: null })}>
          Draw it again
        </button>
      </div>
    );
  }
}

import type { Draft } from "../draft";

/** What every part of the editor gets. */
export interface FieldProps {
	draft: Draft;
	errors: Record<string, string>;
	onChange: (more: Partial<Draft>) => void;
}

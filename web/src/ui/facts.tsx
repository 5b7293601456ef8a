import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./facts.module.css";

/** Pairs of a name and a value, one under the other. */
export function Facts({ rows }: { rows: [label: string, value: ReactNode][] }) {
	return (
		<dl className={classes.facts}>
			{rows.map(([label, value]) => (
				<div key={label}>
					<Text component="dt" size="sm" c="dimmed">
						{label}
					</Text>
					<dd>{value}</dd>
				</div>
			))}
		</dl>
	);
}

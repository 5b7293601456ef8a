import { Box, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Tone } from "./state-badge";

const icons = { laut: IconCircleCheck, kunyit: IconAlertTriangle, bata: IconX, mute: IconInfoCircle };

/** A message inside a page: what happened and what to do, with the action beside it. */
export function Notice({
	tone,
	title,
	children,
	action,
}: {
	tone: Tone;
	title?: ReactNode;
	children?: ReactNode;
	action?: ReactNode;
}) {
	const Sign = icons[tone];
	return (
		<Group
			role={tone === "bata" ? "alert" : "status"}
			wrap="nowrap"
			align="flex-start"
			gap="sm"
			px="md"
			py="sm"
			style={{
				background: `var(--kp-${tone}-soft)`,
				border: `1px solid var(--kp-${tone}-line, var(--kp-line))`,
				borderRadius: 12,
				color: `var(--kp-${tone}-ink)`,
			}}
		>
			<Sign size={18} style={{ flex: "none", marginTop: 3 }} aria-hidden />
			<Box flex={1} miw={0}>
				{title && (
					<Text fw={600} size="sm" inherit={false} c="inherit">
						{title}
					</Text>
				)}
				{children && (
					<Text size="sm" c="inherit" component="div">
						{children}
					</Text>
				)}
				{action && <Box mt={6}>{action}</Box>}
			</Box>
		</Group>
	);
}

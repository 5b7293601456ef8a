import { Box, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** A card with a heading. */
export function Section({
	title,
	text,
	action,
	children,
}: {
	title?: ReactNode;
	text?: ReactNode;
	action?: ReactNode;
	children: ReactNode;
}) {
	return (
		<Box component="section" className="kp-card" p={{ base: "md", sm: 20 }}>
			{(title || action) && (
				<Group justify="space-between" align="flex-start" mb={text ? 2 : "sm"} gap="xs">
					{title && <Title order={2}>{title}</Title>}
					{action}
				</Group>
			)}
			{text && (
				<Text size="sm" c="dimmed" mb="md">
					{text}
				</Text>
			)}
			{children}
		</Box>
	);
}

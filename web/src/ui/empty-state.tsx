import { Box, Group, Text, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
	icon: Icon;
	title: string;
	text?: ReactNode;
	actions?: ReactNode;
	plain?: boolean;
}

export function EmptyState({ icon: Sign, title, text, actions, plain }: Props) {
	return (
		<Box className={plain ? undefined : "kp-card"} py={44} px="lg" ta="center">
			<Box
				mx="auto"
				mb="md"
				w={56}
				h={56}
				style={{
					display: "grid",
					placeItems: "center",
					borderRadius: 18,
					background: "var(--kp-laut-soft)",
					color: "var(--kp-laut-ink)",
				}}
			>
				<Sign size={28} stroke={1.6} aria-hidden />
			</Box>
			<Title order={2}>{title}</Title>
			{text && (
				<Text c="dimmed" size="sm" mt={6} maw={460} mx="auto" component="div">
					{text}
				</Text>
			)}
			{actions && (
				<Group justify="center" mt="lg" gap="xs">
					{actions}
				</Group>
			)}
		</Box>
	);
}

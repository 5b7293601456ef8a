import { Anchor, Box, Group, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./page.module.css";

interface Props {
	title: ReactNode;
	subtitle?: ReactNode;
	actions?: ReactNode;
	back?: { to: string; label: string };
}

export function PageHeader({ title, subtitle, actions, back }: Props) {
	return (
		<Box mb="md">
			{back && (
				<Anchor component={Link} to={back.to} size="sm" mb={6} className={classes.back}>
					<IconArrowLeft size={16} aria-hidden /> {back.label}
				</Anchor>
			)}
			<Group justify="space-between" align="flex-end" gap="sm">
				<Box className={classes.heading}>
					<Title order={1} lineClamp={3} className="kp-name" title={typeof title === "string" ? title : undefined}>
						{title}
					</Title>
					{subtitle && (
						<Text size="sm" c="dimmed" mt={2} component="div">
							{subtitle}
						</Text>
					)}
				</Box>
				{actions && <Group gap="xs">{actions}</Group>}
			</Group>
		</Box>
	);
}

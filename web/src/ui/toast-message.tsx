import { Group, Text, UnstyledButton } from "@mantine/core";

/** A short message with one thing to do about it. */
export function ToastMessage({ message, action }: { message: string; action: { label: string; act: () => void } }) {
	return (
		<Group justify="space-between" gap="sm" wrap="nowrap">
			<Text size="sm">{message}</Text>
			<UnstyledButton
				onClick={action.act}
				fz="sm"
				fw={700}
				c="var(--kp-link)"
				style={{ flex: "none", textDecoration: "underline", textUnderlineOffset: 3 }}
			>
				{action.label}
			</UnstyledButton>
		</Group>
	);
}

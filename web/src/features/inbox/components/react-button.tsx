import { ActionIcon, Group, Popover } from "@mantine/core";
import { IconMoodPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { toastProblem } from "@/ui/toast";
import { react } from "../api/conversations";
import classes from "./thread.module.css";

const emojis = ["❤️", "😂", "😮", "😢", "👍", "🙏"];

/** Puts an emoji on a message of a person; the one that is there already is taken away. */
export function ReactButton({ conversation, message }: { conversation: string; message: Message }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const client = useQueryClient();
	const [open, setOpen] = useState(false);
	const ours = message.reactions.find(({ direction }) => direction === "out")?.emoji;
	const change = useMutation({
		mutationFn: (emoji: string) => react(slug, conversation, message.id, emoji === ours ? "" : emoji),
		onSuccess: () => client.invalidateQueries({ queryKey: [slug, "messages", conversation] }),
		onError: toastProblem,
	});
	return (
		<Popover opened={open} onChange={setOpen} position="top" trapFocus returnFocus withinPortal>
			<Popover.Target>
				<ActionIcon
					variant="subtle"
					color="gray"
					size={28}
					className={classes.react}
					aria-label={t("inbox.react")}
					onClick={() => setOpen(true)}
				>
					<IconMoodPlus size={18} aria-hidden />
				</ActionIcon>
			</Popover.Target>
			<Popover.Dropdown p={6}>
				<Group gap={2} wrap="nowrap" role="group" aria-label={t("inbox.react")}>
					{emojis.map((emoji) => (
						<ActionIcon
							key={emoji}
							variant={emoji === ours ? "light" : "subtle"}
							color="gray"
							size={36}
							aria-pressed={emoji === ours}
							aria-label={emoji}
							onClick={() => {
								setOpen(false);
								change.mutate(emoji);
							}}
						>
							{emoji}
						</ActionIcon>
					))}
				</Group>
			</Popover.Dropdown>
		</Popover>
	);
}

import { Button, Group } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface Props {
	/** Cursors of the pages before this one, oldest first; "" is the first page. */
	trail: string[];
	next: string | null | undefined;
	onGo: (cursor: string, trail: string[]) => void;
	current: string;
}

/** Previous and next over cursors: there are no page numbers to promise. */
export function Pager({ trail, next, current, onGo }: Props) {
	const { t } = useTranslation();
	if (trail.length === 0 && !next) {
		return null;
	}
	return (
		<Group justify="flex-end" gap="xs" mt="sm" component="nav" aria-label={t("pager.label")}>
			<Button
				variant="default"
				size="xs"
				leftSection={<IconChevronLeft size={15} aria-hidden />}
				disabled={trail.length === 0}
				onClick={() => onGo(trail.at(-1) ?? "", trail.slice(0, -1))}
			>
				{t("pager.previous")}
			</Button>
			<Button
				variant="default"
				size="xs"
				rightSection={<IconChevronRight size={15} aria-hidden />}
				disabled={!next}
				onClick={() => onGo(next ?? "", [...trail, current])}
			>
				{t("pager.next")}
			</Button>
		</Group>
	);
}

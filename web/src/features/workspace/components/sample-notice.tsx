import { Anchor, Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { Notice } from "@/ui/notice";
import { toastDone } from "@/ui/toast";
import { useSampleChanges } from "../api/sample";

/** Says that what is seen here is made up, where to try it, and takes it away. */
export function SampleNotice({ contacts, blast }: { contacts: number; blast: string | null }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { remove } = useSampleChanges(slug);
	const [asking, { open, close }] = useDisclosure(false);
	const denied = useDenial("delete", true);
	return (
		<>
			<Notice
				tone="kunyit"
				title={t("sample.title")}
				action={
					<Group gap="md" mt={4}>
						{blast && (
							<Anchor
								size="sm"
								c="inherit"
								underline="always"
								renderRoot={(props) => <Link {...props} to="/w/$ws/blasts/$blast/edit" params={{ ws: slug, blast }} />}
							>
								{t("sample.tryBlast")}
							</Anchor>
						)}
						{!denied && (
							<Button size="xs" variant="default" onClick={open}>
								{t("sample.remove")}
							</Button>
						)}
					</Group>
				}
			>
				{t("sample.text", { n: formatNumber(contacts) })}
			</Notice>
			<Confirm
				opened={asking}
				title={t("sample.removeTitle")}
				confirm={t("sample.remove")}
				danger
				onConfirm={async () => {
					await remove.mutateAsync();
					toastDone(t("sample.removed"));
				}}
				onClose={close}
			>
				{t("sample.removeText")}
			</Confirm>
		</>
	);
}

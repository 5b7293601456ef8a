import { Button, Group, Text } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { toastDone, toastProblem } from "@/ui/toast";
import { useSampleChanges } from "../api/sample";

/** For owners of an empty workspace: a way to look around before anything of their own is in it. */
export function SampleOffer() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { create } = useSampleChanges(slug);
	if (useDenial("delete")) {
		return null;
	}
	const make = () => create.mutate(undefined, { onSuccess: () => toastDone(t("sample.made")), onError: toastProblem });
	return (
		<Group justify="space-between" gap="sm" mt="md" pt="md" style={{ borderTop: "1px solid var(--kp-line)" }}>
			<Text size="sm" c="dimmed" flex="1 1 260px">
				{t("sample.offer")}
			</Text>
			<Button
				variant="default"
				leftSection={<IconFlask size={17} aria-hidden />}
				loading={create.isPending}
				onClick={make}
			>
				{t("sample.make")}
			</Button>
		</Group>
	);
}

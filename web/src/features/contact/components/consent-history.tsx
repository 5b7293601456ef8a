import { Button, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { consentsQuery } from "../api/contacts";

/** Every word of a contact about messages: what, where it was said, and when. */
export function ConsentHistory({ contact }: { contact: string }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const [shown, { toggle }] = useDisclosure(false);
	const query = useQuery({ ...consentsQuery(slug, contact), enabled: shown });
	return (
		<div>
			<Button
				variant="subtle"
				size="compact-sm"
				aria-expanded={shown}
				loading={shown && query.isPending}
				onClick={toggle}
			>
				{t("contacts.consentHistory")}
			</Button>
			{shown && query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{shown && query.data && (
				<Stack gap={4} mt="xs">
					{query.data.length === 0 && <Text size="xs">{t("contacts.noConsentHistory")}</Text>}
					{query.data.map((word) => (
						<Text size="xs" key={word.purpose + word.at}>
							{formatDateTime(word.at)} · {codeText("purpose", word.purpose)}: {codeText("consent", word.state)} ·{" "}
							{codeText("source", word.source)}
						</Text>
					))}
				</Stack>
			)}
		</div>
	);
}

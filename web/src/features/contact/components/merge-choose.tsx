import { Button, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { SearchInput } from "@/ui/search-input";
import { contactsQuery, duplicatesQuery } from "../api/contacts";

const shown = 6;

/** Finds the contact that is the same person: those of the same name first, then whatever is searched for. */
export function MergeChoose({ contact, onChoose }: { contact: Contact; onChoose: (other: Contact) => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const [search, setSearch] = useState("");
	const likely = useQuery(duplicatesQuery(slug, contact.id));
	const found = useQuery({ ...contactsQuery(slug, { search }, "", ""), enabled: search !== "" });
	const list = (search ? found.data?.items : likely.data)?.filter(({ id }) => id !== contact.id).slice(0, shown);
	const error = likely.error ?? found.error;
	return (
		<Stack gap="sm">
			<Text size="sm">{t("contacts.mergeChoose")}</Text>
			<SearchInput label={t("contacts.search")} value={search} onSearch={setSearch} />
			{error && <ProblemNotice error={error} />}
			{(search ? found.isFetching : likely.isPending) && <Loader size="sm" aria-label={t("common.loading")} />}
			{!search && list && list.length > 0 && (
				<Text size="xs" c="dimmed">
					{t("contacts.mergeLikely")}
				</Text>
			)}
			{search && !found.isFetching && list?.length === 0 && <Text size="sm">{t("contacts.mergeNobody")}</Text>}
			{list?.map((other) => (
				<Button
					key={other.id}
					variant="default"
					h="auto"
					py={8}
					justify="flex-start"
					onClick={() => onChoose(other)}
					styles={{ label: { display: "block", height: "auto", textAlign: "left" } }}
				>
					<Text size="sm" fw={600} className="kp-clip">
						{other.name || t("contacts.unnamed")}
					</Text>
					<Text size="xs" c="dimmed">
						{other.phone_display ?? t("contacts.noPhone")}
					</Text>
				</Button>
			))}
		</Stack>
	);
}

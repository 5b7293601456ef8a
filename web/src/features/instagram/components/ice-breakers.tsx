import { Button, Group, Modal, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InstagramAccount } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone } from "@/ui/toast";
import { iceBreakersQuery, setIceBreakers } from "../api/ice-breakers";

const most = 4;
const longest = 80;

function Questions({ id, asked, onDone }: { id: string; asked: string[]; onDone: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const client = useQueryClient();
	const [list, setList] = useState(() => [...asked, ...Array<string>(most).fill("")].slice(0, most));
	const questions = list.map((text) => text.trim()).filter(Boolean);
	const twice = (n: number) =>
		Boolean(list[n]?.trim()) && list.slice(0, n).some((text) => text.trim() === list[n]?.trim());
	const save = useMutation({
		mutationFn: () => setIceBreakers(slug, id, questions),
		onSuccess: () => {
			client.invalidateQueries({ queryKey: iceBreakersQuery(slug, id).queryKey });
			toastDone(t("common.saved"));
			onDone();
		},
	});
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				save.mutate();
			}}
		>
			<Stack>
				<Text size="sm">{t("instagram.iceBreakersText")}</Text>
				{list.map((text, n) => (
					<TextInput
						// biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity here
						key={n}
						label={t("instagram.iceBreaker", { n: n + 1 })}
						maxLength={longest}
						value={text}
						error={twice(n) && t("interactive.repeated")}
						onChange={(event) => {
							const { value } = event.currentTarget;
							setList((old) => old.map((had, at) => (at === n ? value : had)));
						}}
					/>
				))}
				{save.error && <ProblemNotice error={save.error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={save.isPending} disabled={new Set(questions).size !== questions.length}>
						{questions.length === 0 && asked.length > 0 ? t("instagram.iceBreakersNone") : t("common.save")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

/** The questions an account offers to whoever opens a conversation with it. The network keeps them, so they are read from there. */
export function IceBreakersModal(props: { account: InstagramAccount; opened: boolean; onClose: () => void }) {
	const { account, opened, onClose } = props;
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const query = useQuery({ ...iceBreakersQuery(slug, account.id), enabled: opened });
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={<Text fw={700}>{t("instagram.iceBreakers")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isFetching && <Skeleton height={260} radius="md" />}
			{query.data && !query.isFetching && <Questions id={account.id} asked={query.data} onDone={onClose} />}
		</Modal>
	);
}

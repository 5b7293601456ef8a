import { Button, Checkbox, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { useTrial } from "../api/lab";
import { postsQuery } from "../api/posts";
import { rulesQuery } from "../api/rules";
import { type Draft, toBody } from "../draft";
import { accountName, postName } from "../words";
import { LabResult } from "./lab-result";

/** Tries a rule, as it stands on the page, on the newest comments that were written already. Nothing is sent. */
export function Lab({ draft, rule, accounts }: { draft: Draft; rule?: string; accounts: Channel[] }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const [account, setAccount] = useState("");
	const [post, setPost] = useState("");
	const [fresh, setFresh] = useState(false);
	const posts = useInfiniteQuery(postsQuery(slug, account)).data ?? [];
	const rules = useQuery(rulesQuery(slug)).data ?? [];
	const trial = useTrial(slug);
	const run = () =>
		trial.mutate({
			rule_id: rule,
			// A post is named by its account too.
			channel_id: account || posts.find(({ id }) => id === post)?.channel_id || undefined,
			post: post || undefined,
			fresh,
			body: { ...toBody(draft), name: draft.name.trim() || "–" },
		});
	return (
		<Stack>
			<Section title={t("lab.title")} text={t("lab.text")}>
				<Stack>
					<Group grow align="flex-start">
						{accounts.length > 1 && (
							<NativeSelect
								label={t("comments.account")}
								value={account}
								onChange={(event) => {
									setAccount(event.currentTarget.value);
									setPost("");
								}}
								data={[
									{ value: "", label: t("comments.allAccounts") },
									...accounts.map((one) => ({ value: one.id, label: accountName(one) })),
								]}
							/>
						)}
						<NativeSelect
							label={t("comments.post")}
							value={post}
							onChange={(event) => setPost(event.currentTarget.value)}
							data={[
								{ value: "", label: t("comments.allPosts") },
								...posts.map((one) => ({ value: one.id, label: postName(t, one).slice(0, 80) })),
							]}
						/>
					</Group>
					<Checkbox
						label={t("lab.fresh")}
						description={t("lab.freshHint")}
						checked={fresh}
						onChange={(event) => setFresh(event.currentTarget.checked)}
					/>
					<div>
						<Button leftSection={<IconFlask size={17} aria-hidden />} loading={trial.isPending} onClick={run}>
							{t("lab.run")}
						</Button>
					</div>
				</Stack>
			</Section>
			{trial.error && <ProblemNotice error={trial.error} onRetry={run} />}
			{trial.data?.items?.length === 0 && (
				<Text c="dimmed" role="status">
					{t("lab.nothing")}
				</Text>
			)}
			{trial.data && trial.data.items.length > 0 && <LabResult trial={trial.data} rules={rules} />}
		</Stack>
	);
}

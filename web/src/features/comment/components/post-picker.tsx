import { Button, Checkbox, Group, Input, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { ProblemNotice } from "@/ui/problem-notice";
import { postsQuery, useSweep } from "../api/posts";
import { accountName, postName } from "../words";
import classes from "./automation.module.css";

interface Props {
	accounts: Channel[];
	chosen: string[];
	error?: string;
	onChange: (posts: string[]) => void;
}

/** Posts to choose from, as far as they are known; they can be read anew. */
export function PostPicker({ accounts, chosen, error, onChange }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const label = useId();
	const only = accounts.length === 1 ? accounts[0]?.id : undefined;
	const query = useInfiniteQuery(postsQuery(slug, only));
	const sweep = useSweep(slug);
	const shown = query.data?.filter(({ channel_id }) => accounts.some(({ id }) => id === channel_id));
	const hidden = chosen.filter((id) => !shown?.some((post) => post.id === id)).length;
	return (
		<fieldset aria-labelledby={label} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
			<Group justify="space-between" mb={6}>
				<Text id={label} fw={500} size="sm">
					{t("rule.posts", { n: formatNumber(chosen.length) })}
				</Text>
				<GuardedButton
					right="edit"
					size="xs"
					variant="default"
					leftSection={<IconRefresh size={15} aria-hidden />}
					loading={sweep.isPending}
					disabled={accounts.length === 0}
					onClick={() => sweep.mutate(accounts.filter(({ state }) => state === "connected").map(({ id }) => id))}
				>
					{t("rule.readPosts")}
				</GuardedButton>
			</Group>
			{(query.error ?? sweep.error) && <ProblemNotice error={query.error ?? sweep.error} />}
			{shown?.length === 0 && (
				<Text size="sm" c="dimmed">
					{t("rule.noPosts")}
				</Text>
			)}
			{shown && shown.length > 0 && (
				<ul className={classes.posts}>
					{shown.map((post) => {
						const on = chosen.includes(post.id);
						return (
							<li key={post.id}>
								<label className={classes.post} data-chosen={on || undefined} htmlFor={`${label}-${post.id}`}>
									<Checkbox
										id={`${label}-${post.id}`}
										checked={on}
										onChange={() => onChange(on ? chosen.filter((id) => id !== post.id) : [...chosen, post.id])}
									/>
									<span style={{ minWidth: 0 }}>
										<span className={classes.caption}>{postName(t, post)}</span>
										<span className={classes.small}>
											{[
												codeText("postProduct", post.product || "FEED"),
												accounts.length > 1 && accountName(accounts.find(({ id }) => id === post.channel_id)),
												t("comments.count", { n: formatNumber(post.comments) }),
											]
												.filter(Boolean)
												.join(" · ")}
										</span>
									</span>
								</label>
							</li>
						);
					})}
				</ul>
			)}
			{query.hasNextPage && (
				<Button size="xs" variant="subtle" mt={6} loading={query.isFetching} onClick={() => query.fetchNextPage()}>
					{t("rule.morePosts")}
				</Button>
			)}
			{hidden > 0 && shown && (
				<Text size="sm" c="dimmed" mt={4}>
					{t("rule.unseenPosts", { n: formatNumber(hidden) })}
				</Text>
			)}
			{error && <Input.Error mt={4}>{error}</Input.Error>}
		</fieldset>
	);
}

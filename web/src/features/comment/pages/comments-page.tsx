import { Group, NativeSelect } from "@mantine/core";
import { IconMessageCircle, IconRefresh } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/lib/queries";
import { readTrail, writeTrail } from "@/lib/trail";
import { useWorkspace } from "@/lib/workspace";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone, toastProblem } from "@/ui/toast";
import { commentsQuery } from "../api/comments";
import { postsQuery, useSweep } from "../api/posts";
import classes from "../components/automation.module.css";
import { AutomationNav } from "../components/automation-nav";
import { CommentItem } from "../components/comment-item";
import { QueueBanner } from "../components/queue-banner";
import { accountName, isInstagram, postName } from "../words";

/** The comments, what became of them, and answers by hand. */
export function CommentsPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	const cursor = search.cursor ?? "";
	const { channel, post } = search;
	const query = useQuery({ ...commentsQuery(slug, { channel, post }, cursor), placeholderData: keepPreviousData });
	const posts = useInfiniteQuery(postsQuery(slug, channel)).data ?? [];
	const accounts = useQuery(channelsQuery(slug)).data?.filter(isInstagram) ?? [];
	const connected = accounts.filter(({ state }) => state === "connected").map(({ id }) => id);
	const sweep = useSweep(slug);
	const go = (change: Record<string, string | undefined>) =>
		navigate({ to: "/w/$ws/automation/comments", params: { ws: slug }, search: { ...search, ...change } });
	const refine = (change: Record<string, string | undefined>) => go({ ...change, cursor: undefined, trail: undefined });
	const items = query.data?.items;
	return (
		<Page>
			<PageHeader
				title={t("automation.comments")}
				subtitle={t("comments.subtitle")}
				actions={
					connected.length > 0 && (
						<GuardedButton
							right="edit"
							variant="default"
							leftSection={<IconRefresh size={17} aria-hidden />}
							loading={sweep.isPending}
							onClick={() =>
								sweep.mutate(connected, { onSuccess: () => toastDone(t("comments.sweeping")), onError: toastProblem })
							}
						>
							{t("comments.sweep")}
						</GuardedButton>
					)
				}
			/>
			<AutomationNav />
			<QueueBanner />
			<Group mb="md" align="flex-end">
				{accounts.length > 1 && (
					<NativeSelect
						label={t("comments.account")}
						value={channel ?? ""}
						onChange={(event) => refine({ channel: event.currentTarget.value, post: undefined })}
						data={[
							{ value: "", label: t("comments.allAccounts") },
							...accounts.map((one) => ({ value: one.id, label: accountName(one) })),
						]}
					/>
				)}
				<NativeSelect
					label={t("comments.post")}
					maw={360}
					value={post ?? ""}
					onChange={(event) => refine({ post: event.currentTarget.value })}
					data={[
						{ value: "", label: t("comments.allPosts") },
						...posts.map((one) => ({ value: one.id, label: postName(t, one).slice(0, 60) })),
					]}
				/>
			</Group>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isPending && <p role="status">{t("common.loading")}</p>}
			{items?.length === 0 ? (
				<EmptyState icon={IconMessageCircle} title={t("comments.none")} text={t("comments.noneText")} />
			) : (
				items && (
					<ul className={classes.comments} aria-label={t("automation.comments")}>
						{items.map((comment) => (
							<CommentItem
								key={comment.id}
								comment={comment}
								post={posts.find(({ id }) => id === comment.post || id === comment.original_post)}
							/>
						))}
					</ul>
				)
			)}
			<Pager
				current={cursor}
				trail={readTrail(search.trail)}
				next={query.data?.next}
				onGo={(to, trail) => go({ cursor: to || undefined, trail: writeTrail(trail) })}
			/>
		</Page>
	);
}

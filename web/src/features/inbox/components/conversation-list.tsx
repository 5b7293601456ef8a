import { Button, SegmentedControl, Skeleton, Text, Title } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { formatListTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { kept } from "@/lib/storage";
import { useWorkspace } from "@/lib/workspace";
import { EmptyState } from "@/ui/empty-state";
import { ProblemNotice } from "@/ui/problem-notice";
import { SearchInput } from "@/ui/search-input";
import { Tick } from "@/ui/tick";
import { conversationsQuery, type View } from "../api/conversations";
import { draftKey } from "../draft";
import { personName } from "../person";
import classes from "./conversation-list.module.css";
import { NetworkIcon } from "./network-icon";
import { PersonAvatar } from "./person-avatar";

const rowHeight = 68;
const waiting = ["a", "b", "c", "d", "e", "f"];

interface RowProps {
	conversation: Conversation;
	kind?: string;
	current: boolean;
	onOpen: () => void;
}

function Row({ conversation, kind, current, onOpen }: RowProps) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const draft = current ? "" : kept.get(draftKey(slug, conversation.id));
	const name = personName(conversation.contact) || t("inbox.nameless");
	return (
		<button
			type="button"
			className={classes.row}
			data-row
			data-current={current || undefined}
			aria-current={current || undefined}
			onClick={onOpen}
		>
			<span className={classes.face}>
				<PersonAvatar person={conversation.contact} size={44} />
				<span className={classes.network}>
					<NetworkIcon kind={kind} size={13} />
				</span>
			</span>
			<span className={classes.words}>
				<span className={classes.top}>
					<b className="kp-clip">{name}</b>
					{conversation.last_at && <time dateTime={conversation.last_at}>{formatListTime(conversation.last_at)}</time>}
				</span>
				<span className={classes.bottom}>
					{draft ? (
						<span className={classes.draft}>{t("inbox.draft", { text: draft })}</span>
					) : (
						<span className="kp-clip">
							{conversation.last_direction === "out" && conversation.last_state && (
								<Tick state={conversation.last_state} />
							)}{" "}
							{conversation.last_preview || (conversation.last_type && codeText("messageType", conversation.last_type))}
						</span>
					)}
					{conversation.unread > 0 && (
						<span className={classes.unread}>
							{formatNumber(conversation.unread)}
							<span className="kp-sr"> {t("nav.unread")}</span>
						</span>
					)}
				</span>
			</span>
		</button>
	);
}

export function ConversationList({ open }: { open?: string }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	const view: View = search.view === "unread" ? "unread" : "all";
	const words = search.search ?? "";
	const channels = useQuery(channelsQuery(slug)).data;
	const kinds = [...new Set(channels?.map(({ kind }) => kind))];
	const kind = kinds.length > 1 && kinds.includes(search.kind ?? "") ? search.kind : undefined;
	const query = useInfiniteQuery(conversationsQuery(slug, view, words, kind));
	const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
	const scroll = useRef<HTMLDivElement>(null);
	const list = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scroll.current,
		estimateSize: () => rowHeight,
		overscan: 8,
		initialRect: { width: 320, height: 800 },
	});
	const shown = list.getVirtualItems();
	const last = shown.at(-1)?.index ?? 0;
	const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
	useEffect(() => {
		if (hasNextPage && !isFetchingNextPage && last >= rows.length - 5) {
			fetchNextPage();
		}
	}, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
	const go = (more: Record<string, string | undefined>) =>
		navigate({
			to: "/w/$ws/inbox",
			params: { ws: slug },
			search: { view: search.view, search: search.search, kind: search.kind, c: search.c, ...more },
		});
	return (
		<section className={classes.pane} aria-label={t("inbox.conversations")}>
			<div className={classes.head}>
				<Title order={1} size="h2">
					{t("nav.inbox")}
				</Title>
				<SearchInput label={t("inbox.search")} value={words} onSearch={(text) => go({ search: text || undefined })} />
				<SegmentedControl
					size="xs"
					fullWidth
					aria-label={t("inbox.view")}
					value={view}
					onChange={(next) => go({ view: next === "all" ? undefined : next })}
					data={[
						{ value: "all", label: t("inbox.all") },
						{ value: "unread", label: t("inbox.unread") },
					]}
				/>
				{kinds.length > 1 && (
					<SegmentedControl
						size="xs"
						fullWidth
						aria-label={t("inbox.network")}
						value={kind ?? "all"}
						onChange={(next) => go({ kind: next === "all" ? undefined : next })}
						data={[
							{ value: "all", label: t("inbox.everyNetwork") },
							...kinds.map((value) => ({
								value,
								label: (
									<span className={classes.kind}>
										<NetworkIcon kind={value} size={14} />
										{codeText("network", value)}
									</span>
								),
							})),
						]}
					/>
				)}
			</div>
			<div ref={scroll} className={classes.scroll}>
				{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
				{query.isPending && waiting.map((key) => <Skeleton key={key} height={52} my={10} radius="md" />)}
				{query.data && rows.length === 0 && (
					<EmptyState
						plain
						icon={IconInbox}
						title={words || kind || view === "unread" ? t("inbox.noMatch") : t("inbox.none")}
						text={
							words || kind || view === "unread"
								? undefined
								: channels?.length === 0
									? t("inbox.noneNoChannel")
									: t("inbox.noneText")
						}
						actions={
							channels?.length === 0 && (
								<Button onClick={() => navigate({ to: "/w/$ws/channels", params: { ws: slug } })}>
									{t("channel.connect")}
								</Button>
							)
						}
					/>
				)}
				<div style={{ height: list.getTotalSize(), position: "relative" }}>
					{shown.map((item) => {
						const conversation = rows[item.index];
						return (
							conversation && (
								<div
									key={conversation.id}
									style={{
										position: "absolute",
										insetInline: 0,
										top: 0,
										transform: `translateY(${item.start}px)`,
										height: rowHeight,
									}}
								>
									<Row
										conversation={conversation}
										kind={channels?.find(({ id }) => id === conversation.channel_id)?.kind}
										current={conversation.id === open}
										onOpen={() => go({ c: conversation.id })}
									/>
								</div>
							)
						);
					})}
				</div>
				{isFetchingNextPage && (
					<Text size="sm" c="dimmed" ta="center" py="xs">
						{t("common.loading")}
					</Text>
				)}
			</div>
		</section>
	);
}

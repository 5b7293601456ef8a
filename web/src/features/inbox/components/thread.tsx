import { ActionIcon, Button, Loader, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useLayoutEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { dayKey, formatDay } from "@/lib/format";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { conversationQuery, markRead, messagesQuery } from "../api/conversations";
import { useOutbox } from "../api/outbox";
import { useFirstUnread } from "../first-unread";
import { useChannelOf } from "../network";
import { personAddress, personName } from "../person";
import { useTimeLeft } from "../time-left";
import { Composer } from "./composer";
import { MessageBubble } from "./message-bubble";
import { NetworkIcon } from "./network-icon";
import { PendingBubble } from "./pending-bubble";
import { PersonAvatar } from "./person-avatar";
import classes from "./thread.module.css";
import { WindowSign } from "./window-sign";

const nearEnd = 120;

/** One conversation: its messages from old to new, and the place to answer. It stays at the end unless one has scrolled up. */
export function Thread({ id, phone }: { id: string; phone: boolean }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const client = useQueryClient();
	const { view, search, kind } = useSearch({ strict: false });
	const conversation = useQuery(conversationQuery(slug, id));
	const query = useInfiniteQuery(messagesQuery(slug, id));
	const outbox = useOutbox(slug, id);
	const scroll = useRef<HTMLDivElement>(null);
	const atEnd = useRef(true);
	const height = useRef(0);
	const oldest = useRef<string>(undefined);
	const messages = useMemo(() => (query.data?.pages.flatMap((page) => page.items) ?? []).toReversed(), [query.data]);
	const firstUnread = useFirstUnread({
		messages,
		unread: conversation.data?.unread ?? 0,
		settled: conversation.isSuccess && query.isSuccess && !conversation.isFetching && !query.isFetching,
		onSeen: () =>
			markRead(slug, id)
				.then(() => client.invalidateQueries({ queryKey: [slug, "conversations"] }))
				.catch(() => undefined), // it stays unread, which is the truth
	});

	// New messages at the end keep the end in view; older ones above keep what is being read in place.
	// biome-ignore lint/correctness/useExhaustiveDependencies: runs after every change of what is listed
	useLayoutEffect(() => {
		const box = scroll.current;
		if (!box) {
			return;
		}
		if (atEnd.current) {
			box.scrollTop = box.scrollHeight;
		} else if (messages[0]?.id !== oldest.current) {
			box.scrollTop += box.scrollHeight - height.current;
		}
		height.current = box.scrollHeight;
		oldest.current = messages[0]?.id;
	}, [messages.length, outbox.pending.length]);

	const back = () => navigate({ to: "/w/$ws/inbox", params: { ws: slug }, search: { view, search, kind } });
	const who = conversation.data?.contact;
	const name = who ? personName(who) || t("inbox.nameless") : "";
	const channel = useChannelOf(conversation.data);
	const denied = useDenial("reply");
	const minutes = useTimeLeft(conversation.data?.window_until);
	const mayReact = denied === null && minutes > 0;
	return (
		<>
			<header className={classes.head}>
				{phone && (
					<ActionIcon variant="subtle" color="gray" size={40} onClick={back} aria-label={t("common.back")}>
						<IconArrowLeft size={21} aria-hidden />
					</ActionIcon>
				)}
				{who && <PersonAvatar person={who} size={38} />}
				<div style={{ minWidth: 0, flex: 1 }}>
					<Text fw={700} className="kp-clip" component={phone ? "h1" : "h2"} m={0} size="md">
						{who ? (
							<Link
								to="/w/$ws/contacts"
								params={{ ws: slug }}
								search={{ contact: who.id }}
								style={{ color: "inherit", textDecoration: "none" }}
							>
								{name}
							</Link>
						) : (
							" "
						)}
					</Text>
					<Text size="xs" c="dimmed" className="kp-clip">
						{who && channel && (
							<>
								<NetworkIcon kind={channel.kind} size={13} />{" "}
								{[personAddress(who), channel.name].filter(Boolean).join(" · ")}
							</>
						)}
					</Text>
				</div>
				{conversation.data && <WindowSign conversation={conversation.data} kind={channel?.kind} />}
			</header>
			<div
				ref={scroll}
				className={classes.scroll}
				role="log"
				aria-label={t("inbox.messages")}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
				tabIndex={0}
				// A picture has no height before it has come.
				onLoadCapture={({ currentTarget: box }) => {
					if (atEnd.current) {
						box.scrollTop = box.scrollHeight;
					}
				}}
				onScroll={(event) => {
					const box = event.currentTarget;
					atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd;
				}}
			>
				{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
				{query.isPending && <Loader mx="auto" my="xl" aria-label={t("common.loading")} />}
				{query.hasNextPage && (
					<Button
						variant="subtle"
						size="xs"
						mx="auto"
						display="block"
						loading={query.isFetchingNextPage}
						onClick={() => {
							atEnd.current = false;
							query.fetchNextPage();
						}}
					>
						{t("inbox.older")}
					</Button>
				)}
				{messages.map((message, index) => {
					const before = messages[index - 1];
					const newDay = !before || dayKey(before.at) !== dayKey(message.at);
					return (
						<div key={message.id}>
							{newDay && <div className={classes.day}>{formatDay(message.at)}</div>}
							{message.id === firstUnread && <div className={classes.unread}>{t("inbox.unreadFrom")}</div>}
							<MessageBubble
								message={message}
								channel={conversation.data?.channel_id}
								reacting={mayReact ? id : undefined}
							/>
						</div>
					);
				})}
				{outbox.pending.map((item) => (
					<PendingBubble
						key={item.key}
						item={item}
						onRetry={() => outbox.retry(item)}
						onDrop={() => outbox.drop(item.key)}
					/>
				))}
			</div>
			{conversation.error && <ProblemNotice error={conversation.error} onRetry={() => conversation.refetch()} />}
			{conversation.data && (
				<Composer
					conversation={conversation.data}
					kind={channel?.kind}
					phone={phone}
					onSend={(reply, text) => {
						atEnd.current = true;
						outbox.send(reply, text);
					}}
				/>
			)}
		</>
	);
}

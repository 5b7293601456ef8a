import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { notify } from "@/lib/notify";
import { channelsQuery, recentImportsQuery, unreadListQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { toastNews } from "@/ui/toast";
import { isOver, useWork, type Work } from "./work";
import { workHref, workTitle } from "./work-links";

/**
 * Whether a customer wrote since. Networks count in seconds: the time tells two messages of one second not apart, and an
 * answer of ours may seem later than what came after it.
 */
const isNews = (now: Conversation, before: Conversation | undefined) =>
	now.unread > (before?.unread ?? 0) || (now.last_direction === "in" && now.last_at !== before?.last_at);

const tones = { done: "laut", failed: "bata", cancelled: "mute" } as const;

/**
 * Says when long work ends and when a channel stops working while somebody is here, and, to who asked for it, when a
 * customer writes.
 */
export function useNews() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const router = useRouter();
	const client = useQueryClient();
	const { all, known } = useWork(slug);
	const unread = useQuery(unreadListQuery(slug)).data;
	const channels = useQuery(channelsQuery(slug)).data;
	const stopped = useRef<{ ws: string; ids: Set<string> } | null>(null);
	const before = useRef<{ ws: string; states: Map<string, Work["state"]>; newest: string } | null>(null);
	const heard = useRef<{ ws: string; of: Map<string, Conversation> } | null>(null);

	useEffect(() => {
		if (!known) {
			return;
		}
		const last = before.current?.ws === slug ? before.current : null;
		const states = new Map(all.map((work) => [work.id, work.state]));
		before.current = { ws: slug, states, newest: all[0]?.at ?? "" };
		for (const work of last ? all.filter(isOver) : []) {
			const was = last?.states.get(work.id);
			// What is not known from before either began and ended since, or is old and has come up from a later page.
			const ended = was ? was === "running" || was === "paused" : work.at > (last?.newest ?? "");
			const watched = router.state.location.pathname.startsWith(workHref(slug, work));
			if (!ended || watched) {
				continue;
			}
			const state = work.state as keyof typeof tones;
			toastNews(t(`news.${state}`, { what: workTitle(work) }), tones[state], {
				label: t("news.look"),
				act: async () => {
					const imports = work.job?.kind.startsWith("import.")
						? await client.fetchQuery(recentImportsQuery(slug)).catch(() => [])
						: [];
					router.history.push(workHref(slug, work, imports));
				},
			});
		}
	}, [all, known, slug, t, client, router]);

	useEffect(() => {
		if (!channels) {
			return;
		}
		const last = stopped.current?.ws === slug ? stopped.current.ids : null;
		const ill = channels.filter(({ state }) => state === "needs_attention");
		stopped.current = { ws: slug, ids: new Set(ill.map(({ id }) => id)) };
		for (const { id, name, kind } of last ? ill.filter(({ id }) => !last.has(id)) : []) {
			const href = kind === "instagram" ? `/w/${slug}/social/instagram` : `/w/${slug}/channels/${id}`;
			const title = t("news.account", { name });
			toastNews(title, "bata", { label: t("news.look"), act: () => router.history.push(href) });
			if (document.hidden) {
				notify({ title, body: "", tag: id, href, go: (to) => router.history.push(to) });
			}
		}
	}, [channels, slug, t, router]);

	useEffect(() => {
		// A message of the browser that the worker showed was clicked.
		const go = ({ data }: MessageEvent) => typeof data?.go === "string" && router.history.push(data.go);
		navigator.serviceWorker?.addEventListener("message", go);
		return () => navigator.serviceWorker?.removeEventListener("message", go);
	}, [router]);

	useEffect(() => {
		if (!unread) {
			return;
		}
		const last = heard.current?.ws === slug ? heard.current.of : null;
		heard.current = { ws: slug, of: new Map(unread.map((conversation) => [conversation.id, conversation])) };
		if (!last || !document.hidden) {
			return;
		}
		for (const now of unread) {
			if (isNews(now, last.get(now.id))) {
				notify({
					title: now.contact.name || now.contact.phone_display,
					body: now.last_direction === "in" ? now.last_preview || t("notify.file") : t("notify.message"),
					tag: now.id,
					href: `/w/${slug}/inbox?c=${now.id}`,
					go: (href) => router.history.push(href),
				});
			}
		}
	}, [unread, slug, t, router]);
}

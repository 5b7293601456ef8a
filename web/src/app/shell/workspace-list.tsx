import { ActionIcon, Popover, Text, TextInput } from "@mantine/core";
import { IconCheck, IconPin, IconPinFilled } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { type KeyboardEvent, type MouseEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Me, WorkspaceRef } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { workspaceQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { samePlace } from "./navigation";
import { usePins } from "./pins";
import { useOpenOnArrival } from "./use-open-on-arrival";
import { WorkspaceButton } from "./workspace-button";
import classes from "./workspace-list.module.css";

const searchFrom = 5;

/** All workspaces, the pinned ones first. Switching keeps the place: from contacts one comes to contacts. */
export default function WorkspaceList({ me }: { me: Me }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const client = useQueryClient();
	const navigate = useNavigate();
	const location = useRouterState({ select: (state) => state.location });
	const { target, opened, setOpened } = useOpenOnArrival();
	const { isPinned, toggle, pinnedFirst } = usePins(me.user.id);
	const [search, setSearch] = useState("");
	const list = useRef<HTMLUListElement>(null);
	const searches = me.workspaces.length >= searchFrom;
	const wanted = search.trim().toLowerCase();
	const found = pinnedFirst(me.workspaces.filter((ref) => ref.name.toLowerCase().includes(wanted)));
	const open = (on: boolean) => {
		setOpened(on);
		setSearch("");
	};
	const go = (ws: string) => {
		open(false);
		navigate({ ...samePlace(location.pathname, location.search), params: { ws } });
	};
	const pin = (event: MouseEvent<HTMLButtonElement>, id: string) => {
		const button = event.currentTarget;
		// The row takes another place, and the focus with it.
		flushSync(() => toggle(id));
		button.focus();
	};
	const onKey = (event: KeyboardEvent) => {
		const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
		if (!by) {
			return;
		}
		event.preventDefault();
		const places = [...(list.current?.querySelectorAll<HTMLButtonElement>(`.${classes.place}`) ?? [])];
		const here = places.findIndex((place) => place.closest("li")?.contains(document.activeElement));
		places[here < 0 && by < 0 ? places.length - 1 : (here + by + places.length) % places.length]?.focus();
	};
	// What is fetched on the way to the click is there when it comes.
	const fetch = (ref: WorkspaceRef) => client.prefetchQuery(workspaceQuery(ref.slug));
	return (
		<Popover width={300} position="bottom-start" shadow="md" trapFocus returnFocus opened={opened} onChange={open}>
			<Popover.Target>
				<WorkspaceButton ref={target} onClick={() => open(!opened)} />
			</Popover.Target>
			<Popover.Dropdown p={6} onKeyDown={onKey}>
				{searches && (
					<TextInput
						size="sm"
						mb={6}
						data-autofocus
						aria-label={t("shell.findWorkspace")}
						placeholder={t("shell.findWorkspace")}
						value={search}
						onChange={(event) => setSearch(event.currentTarget.value)}
						onKeyDown={(event) => {
							if (event.key === "Enter" && found[0]) {
								go(found[0].slug);
							}
						}}
					/>
				)}
				<ul ref={list} className={classes.list}>
					{found.map((ref) => (
						<li key={ref.id}>
							<button
								type="button"
								className={classes.place}
								data-autofocus={(!searches && ref.slug === slug) || undefined}
								aria-current={ref.slug === slug || undefined}
								onClick={() => go(ref.slug)}
								onPointerEnter={() => fetch(ref)}
								onFocus={() => fetch(ref)}
							>
								<span>
									<Text component="span" size="sm" fw={600} className="kp-clip" display="block">
										{ref.name}
									</Text>
									<small>{codeText("role", ref.role)}</small>
								</span>
								{ref.slug === slug && <IconCheck size={16} aria-hidden />}
							</button>
							<ActionIcon
								variant="subtle"
								color={isPinned(ref.id) ? "laut" : "gray"}
								size={36}
								aria-pressed={isPinned(ref.id)}
								aria-label={t("shell.pin", { name: ref.name })}
								title={isPinned(ref.id) ? t("shell.unpin") : t("shell.pinFirst")}
								onClick={(event) => pin(event, ref.id)}
							>
								{isPinned(ref.id) ? <IconPinFilled size={17} aria-hidden /> : <IconPin size={17} aria-hidden />}
							</ActionIcon>
						</li>
					))}
				</ul>
				{found.length === 0 && (
					<Text size="sm" c="dimmed" p="xs" role="status">
						{t("shell.noWorkspace")}
					</Text>
				)}
			</Popover.Dropdown>
		</Popover>
	);
}

import { Kbd, Loader, Modal } from "@mantine/core";
import { IconClock, IconSearch } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { takeHeldKeys } from "../shell/held-keys";
import { type Entry, type Group, pick } from "./entry";
import classes from "./palette.module.css";
import { recents, remember } from "./recents";
import { useCommands } from "./use-commands";
import { useFound } from "./use-found";

/** Everything that can be opened or done, by typing. The list follows the pattern of a combobox, focus stays in the field. */
export default function Palette({ me, onClose }: { me: Me; onClose: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const router = useRouter();
	const id = useId();
	const [text, setText] = useState("");
	const [at, setAt] = useState(0);
	const commands = useCommands(me);
	const found = useFound(text);
	const list = useRef<HTMLDivElement>(null);
	const words = text.trim();
	const last = recents(slug).map((recent): Entry => ({ ...recent, icon: IconClock, recent: true }));
	const groups: Group[] = (
		words === ""
			? [{ key: "recents", title: t("palette.recents"), entries: last }, ...commands]
			: [...commands.map((group) => ({ ...group, entries: pick(group.entries, words) })), ...found.groups]
	).filter((group) => group.entries.length > 0);
	const entries = groups.flatMap((group) =>
		group.entries.map((entry) => ({ entry, key: `${group.key}-${entry.key}` })),
	);
	const current = Math.min(at, entries.length - 1);
	const optionId = (key: string) => `${id}-${key.replace(/[^\w-]/g, "_")}`;
	const activeId = entries[current] ? optionId(entries[current].key) : undefined;

	const choose = (entry: Entry | undefined) => {
		if (!entry || entry.disabled) {
			return;
		}
		onClose();
		if (entry.recent && entry.href) {
			remember(slug, { key: entry.key, label: entry.label, hint: entry.hint ?? "", href: entry.href });
		}
		if (entry.href) {
			router.history.push(entry.href);
		}
		entry.act?.();
	};
	// What was typed before the palette was there. Enter behind it chooses what those letters find.
	const [early, setEarly] = useState(false);
	const takeOver = () => {
		const held = takeHeldKeys();
		if (held.text) {
			setText((typed) => typed + held.text);
		}
		setEarly(held.chosen);
	};
	useEffect(() => {
		if (early && (entries.length > 0 || !found.searching)) {
			setEarly(false);
			choose(entries[0]?.entry);
		}
	});

	useEffect(() => {
		if (activeId) {
			list.current?.querySelector(`#${CSS.escape(activeId)}`)?.scrollIntoView({ block: "nearest" });
		}
	}, [activeId]);

	const onKey = (event: KeyboardEvent) => {
		const to = {
			ArrowDown: current + 1 >= entries.length ? 0 : current + 1,
			ArrowUp: current <= 0 ? entries.length - 1 : current - 1,
			PageDown: Math.min(entries.length - 1, current + 8),
			PageUp: Math.max(0, current - 8),
		}[event.key];
		if (to !== undefined) {
			event.preventDefault();
			setAt(to);
		} else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
			event.preventDefault();
			choose(entries[current]?.entry);
		}
	};
	let index = -1;
	return (
		<Modal.Root opened onClose={onClose} size={620} padding={0} yOffset="10vh" centered={false}>
			<Modal.Overlay backgroundOpacity={0.4} />
			<Modal.Content aria-label={t("palette.title")} radius="lg">
				<div className={classes.field}>
					<IconSearch size={20} stroke={1.8} aria-hidden />
					<input
						data-autofocus
						type="text"
						role="combobox"
						aria-label={t("palette.title")}
						aria-expanded={entries.length > 0}
						aria-controls={`${id}-list`}
						aria-autocomplete="list"
						aria-activedescendant={activeId}
						autoComplete="off"
						spellCheck={false}
						placeholder={t("palette.placeholder")}
						value={text}
						onChange={(event) => {
							setText(event.currentTarget.value);
							setAt(0);
						}}
						onFocus={takeOver}
						onKeyDown={onKey}
					/>
					{found.searching && <Loader size={18} aria-hidden />}
					<Kbd aria-hidden>Esc</Kbd>
				</div>
				<div ref={list} id={`${id}-list`} role="listbox" aria-label={t("palette.results")} className={classes.list}>
					{groups.map((group) => (
						// biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox has no element of its own
						<div key={group.key} role="group" aria-labelledby={`${id}-${group.key}`}>
							<div id={`${id}-${group.key}`} className={`kp-label ${classes.title}`} role="presentation">
								{group.title}
							</div>
							{group.entries.map((entry) => {
								index++;
								const own = index;
								const key = `${group.key}-${entry.key}`;
								return (
									// biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard in the field, which keeps the focus
									// biome-ignore lint/a11y/useFocusableInteractive: the field names the option by aria-activedescendant
									<div
										key={key}
										id={optionId(key)}
										role="option"
										aria-selected={own === current}
										aria-disabled={entry.disabled || undefined}
										className={classes.entry}
										onPointerMove={() => setAt(own)}
										onMouseDown={(event) => event.preventDefault()}
										onClick={() => choose(entry)}
									>
										{entry.icon ? <entry.icon size={19} stroke={1.7} aria-hidden /> : <span className={classes.gap} />}
										<span className="kp-clip">{entry.label}</span>
										{entry.hint && <small className="kp-clip">{entry.hint}</small>}
										{entry.keys && (
											<span className={classes.keys} aria-hidden>
												{entry.keys.split(" ").map((one) => (
													<Kbd key={one}>{one}</Kbd>
												))}
											</span>
										)}
									</div>
								);
							})}
						</div>
					))}
				</div>
				<div className={entries.length === 0 && !found.searching ? classes.nothing : "kp-sr"} role="status">
					{found.searching
						? t("palette.searching")
						: entries.length === 0
							? t("palette.nothing")
							: t("palette.count", { n: formatNumber(entries.length) })}
				</div>
			</Modal.Content>
		</Modal.Root>
	);
}

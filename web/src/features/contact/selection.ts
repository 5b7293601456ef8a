import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "@/api/types";
import { wholeCountQuery } from "@/lib/contacts";
import type { ContactFilter } from "@/lib/queries";
import { useDenial } from "@/lib/workspace";
import type { Choice } from "@/ui/data-table";

const nobody: ReadonlySet<string> = new Set();

/**
 * Who is chosen in the list: contacts one by one, over its pages, or everyone the filter lets through. Another filter
 * begins anew.
 */
export function useSelection(ws: string, filter: ContactFilter, rows: Contact[] | undefined) {
	const { t } = useTranslation();
	const may = !useDenial("edit", true);
	const of = JSON.stringify(filter);
	const [state, setState] = useState({ of, ids: nobody, all: false, mode: false });
	const now = state.of === of ? state : { of, ids: nobody, all: false, mode: state.mode };
	const { ids, all, mode } = now;
	const active = may && (mode || all || ids.size > 0);
	const whole = useQuery({ ...wholeCountQuery(ws, filter), enabled: active }).data;
	const set = (change: Partial<typeof state>) => setState({ ...now, ...change });
	const shown = rows?.filter((row) => all || ids.has(row.id)).length ?? 0;
	const change = (list: Contact[], on: boolean) => {
		const next = new Set(all ? rows?.map((row) => row.id) : ids);
		for (const { id } of list) {
			on ? next.add(id) : next.delete(id);
		}
		set({ ids: next, all: false });
	};
	const choice: Choice<Contact> | undefined = may
		? {
				has: (row) => all || ids.has(row.id),
				toggle: (row) => change([row], !(all || ids.has(row.id))),
				toggleShown: () => change(rows ?? [], shown !== rows?.length),
				shown: shown === 0 ? "none" : shown === rows?.length ? "all" : "some",
				name: (row) => t("bulk.selectRow", { name: row.name || row.phone_display || t("contacts.unnamed") }),
				nameShown: t("bulk.selectShown"),
				mode,
			}
		: undefined;
	return {
		choice,
		active,
		ids,
		all,
		/** How many are chosen; undefined while everyone is being counted. */
		count: all ? whole : ids.size,
		whole,
		begin: () => set({ mode: true }),
		chooseAll: () => set({ all: true }),
		clear: () => set({ ids: nobody, all: false, mode: false }),
	};
}

export type Selection = ReturnType<typeof useSelection>;

import { useCallback, useEffect, useRef, useState } from "react";
import type { Blast } from "@/api/types";
import { useMarkUnsaved } from "@/lib/unsaved";
import { useBlastChanges } from "./api/blasts";

export type Draft = Pick<Blast, "name" | "channel_id" | "purpose" | "audience" | "message" | "missing_policy">;

const settle = 900;

export const draftOf = (blast: Blast): Draft => ({
	name: blast.name,
	channel_id: blast.channel_id,
	purpose: blast.purpose,
	audience: blast.audience,
	message: blast.message,
	missing_policy: blast.missing_policy,
});

/** Numbers are sent once: the server makes contacts of them, or refuses them all. */
function withoutNumbers(draft: Draft, contacts: string[] | undefined): Draft {
	const { numbers, ...audience } = draft.audience;
	return numbers ? { ...draft, audience: { ...audience, contact_ids: contacts } } : draft;
}

/**
 * What is being composed. Changes are saved once typing pauses and before every step; saves go out one after the other,
 * each with the version the one before it returned, so that two people's changes never overwrite each other unseen.
 */
export function useDraft(ws: string, blast: Blast) {
	const { patch } = useBlastChanges(ws);
	const [draft, setDraft] = useState(() => draftOf(blast));
	const [error, setError] = useState<unknown>(null);
	const [saving, setSaving] = useState(false);
	const [version, setVersion] = useState(blast.version);
	const current = useRef(draft);
	const stored = useRef(JSON.stringify(draft));
	const seen = useRef(blast.version);
	const queue = useRef<Promise<boolean>>(Promise.resolve(true));
	const send = useRef(patch.mutateAsync);
	send.current = patch.mutateAsync;

	const change = useCallback((more: Partial<Draft>) => {
		current.current = { ...current.current, ...more };
		setDraft(current.current);
	}, []);

	const save = useCallback((): Promise<boolean> => {
		queue.current = queue.current.then(async () => {
			const sent = current.current;
			if (JSON.stringify(sent) === stored.current) {
				return true;
			}
			setSaving(true);
			const settle = (contacts: string[] | undefined) => {
				current.current = withoutNumbers(current.current, contacts);
				setDraft(current.current);
			};
			try {
				const now = await send.current({ id: blast.id, version: seen.current, ...sent });
				stored.current = JSON.stringify(withoutNumbers(sent, now.audience.contact_ids));
				settle(now.audience.contact_ids);
				seen.current = now.version;
				setVersion(now.version);
				setError(null);
				return true;
			} catch (err) {
				settle(sent.audience.contact_ids);
				setError(err);
				return false;
			} finally {
				setSaving(false);
			}
		});
		return queue.current;
	}, [blast.id]);

	const dirty = JSON.stringify(draft) !== stored.current;
	useMarkUnsaved(dirty);
	// biome-ignore lint/correctness/useExhaustiveDependencies: every change of the draft starts the wait anew
	useEffect(() => {
		if (!dirty) {
			return;
		}
		const timer = setTimeout(save, settle);
		return () => clearTimeout(timer);
	}, [draft, dirty, save]);

	return { draft, change, save, saving, dirty, error, version };
}

export type DraftHandle = ReturnType<typeof useDraft>;

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type {
	DeletionApprove,
	DeletionExtend,
	DeletionHold,
	DeletionImport,
	DeletionRefuse,
	DeletionTakeIn,
} from "@/api/types";
import { api, take } from "@/lib/api";

// Nothing here belongs to a workspace: the first part of each key is a word that no workspace is called.
const all = ["operator/"];

export type Show = "open" | "waiting" | "held" | "unproven" | "done";
export const shows: Show[] = ["open", "waiting", "held", "unproven", "done"];

const often = 15_000;

export const deletionsQuery = (show: Show) =>
	queryOptions({
		queryKey: [...all, "deletions", show],
		queryFn: () => take(api.GET("/api/v1/operator/deletions", { params: { query: { show } } })),
		refetchInterval: often,
	});

export const deletionQuery = (deletion: string) =>
	queryOptions({
		queryKey: [...all, "deletion", deletion],
		queryFn: () => take(api.GET("/api/v1/operator/deletions/{deletion}", { params: { path: { deletion } } })),
		refetchInterval: often,
		retry: false,
	});

export const ledgerQuery = (before: number) =>
	queryOptions({
		queryKey: [...all, "ledger", before],
		queryFn: () => take(api.GET("/api/v1/operator/ledger", { params: { query: { before } } })),
	});

export const backupsQuery = queryOptions({
	queryKey: [...all, "backups"],
	queryFn: () => take(api.GET("/api/v1/operator/backups")),
});

export const reportQuery = (month: string) =>
	queryOptions({
		queryKey: [...all, "report", month],
		queryFn: () => take(api.GET("/api/v1/operator/report", { params: { query: { month } } })),
	});

/** Recomputes the chain of the ledger. */
export const useLedgerCheck = () => useMutation({ mutationFn: () => take(api.GET("/api/v1/operator/ledger/check")) });

/** Counts what a deletion would come to now; it changes nothing. */
export const useFreshPlan = (deletion: string) =>
	useMutation({
		mutationFn: () =>
			take(api.POST("/api/v1/operator/deletions/{deletion}/fresh-plan", { params: { path: { deletion } } })),
	});

type Proof = { licence_code: string };

/** What may be done about a deletion, with what each needs besides the person's code. */
export type Act =
	| ({ do: "approve" } & Omit<DeletionApprove, keyof Proof>)
	| ({ do: "hold" } & Omit<DeletionHold, keyof Proof>)
	| ({ do: "refuse" } & Omit<DeletionRefuse, keyof Proof>)
	| ({ do: "extend" } & Omit<DeletionExtend, keyof Proof>)
	| { do: "release"; note?: string }
	| { do: "retry" }
	| { do: "replan" };

function send(deletion: string, act: Act, licence_code: string) {
	const params = { path: { deletion } };
	switch (act.do) {
		case "approve": {
			const { do: _, ...more } = act;
			return api.POST("/api/v1/operator/deletions/{deletion}/approve", { params, body: { ...more, licence_code } });
		}
		case "hold": {
			const { do: _, ...more } = act;
			return api.POST("/api/v1/operator/deletions/{deletion}/hold", { params, body: { ...more, licence_code } });
		}
		case "refuse": {
			const { do: _, ...more } = act;
			return api.POST("/api/v1/operator/deletions/{deletion}/refuse", { params, body: { ...more, licence_code } });
		}
		case "extend": {
			const { do: _, ...more } = act;
			return api.POST("/api/v1/operator/deletions/{deletion}/extend", { params, body: { ...more, licence_code } });
		}
		case "release": {
			const { do: _, ...more } = act;
			return api.POST("/api/v1/operator/deletions/{deletion}/release", { params, body: { ...more, licence_code } });
		}
		case "retry":
			return api.POST("/api/v1/operator/deletions/{deletion}/retry", { params, body: { licence_code } });
		case "replan":
			return api.POST("/api/v1/operator/deletions/{deletion}/replan", { params, body: { licence_code } });
	}
}

export function useAct(deletion: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ act, code }: { act: Act; code: string }) => take(send(deletion, act, code)),
		onSuccess: (after) => client.setQueryData(deletionQuery(deletion).queryKey, after),
		onSettled: () => client.invalidateQueries({ queryKey: all }),
	});
}

export function useIntake() {
	const client = useQueryClient();
	const onSettled = () => client.invalidateQueries({ queryKey: all });
	return {
		takeIn: useMutation({
			mutationFn: (body: DeletionTakeIn) => take(api.POST("/api/v1/operator/deletions", { body })),
			onSettled,
		}),
		bring: useMutation({
			mutationFn: (body: DeletionImport) => take(api.POST("/api/v1/operator/deletions/import", { body })),
			onSettled,
		}),
	};
}

export const certificateUrl = (deletion: string) =>
	`/api/v1/operator/deletions/${encodeURIComponent(deletion)}/certificate`;

export const reportUrl = (month: string, csv: boolean) =>
	`/api/v1/operator/report${csv ? ".csv" : ""}?month=${encodeURIComponent(month)}`;

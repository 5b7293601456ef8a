import { QueryCache, QueryClient } from "@tanstack/react-query";
import { isWorkspaceGone, toProblem } from "./problem";

export function newQueryClient(): QueryClient {
	const client: QueryClient = new QueryClient({
		queryCache: new QueryCache({
			// Whoever hears it first, the workspace itself is asked: the frame around the pages shows that it is gone.
			onError: (err, { queryKey: [ws, part, ...more] }) => {
				if (isWorkspaceGone(err) && (part !== "workspace" || more.length > 0)) {
					client.refetchQueries({ queryKey: [ws, "workspace"], exact: true });
				}
			},
		}),
		defaultOptions: {
			queries: {
				staleTime: 30_000,
				refetchOnWindowFocus: true,
				retry: (count, err) => {
					const { status } = toProblem(err);
					return count < 2 && (status === 0 || status >= 500);
				},
			},
			mutations: { retry: false },
		},
	});
	return client;
}

import { QueryClient } from "@tanstack/react-query";
import { toProblem } from "./problem";

export function newQueryClient(): QueryClient {
	return new QueryClient({
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
}

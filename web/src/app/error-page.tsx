import { Box } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { ProblemNotice } from "@/ui/problem-notice";

export function ErrorPage({ error, reset }: { error: unknown; reset?: () => void }) {
	const router = useRouter();
	return (
		<Box component="main" p="xl" maw={640} mx="auto">
			<ProblemNotice
				error={error}
				onRetry={() => {
					reset?.();
					router.invalidate();
				}}
			/>
		</Box>
	);
}

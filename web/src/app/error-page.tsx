import { Box, Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ProblemNotice } from "@/ui/problem-notice";

export function ErrorPage({ error, reset }: { error: unknown; reset?: () => void }) {
	const { t } = useTranslation();
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
			<Button component={Link} to="/" variant="subtle" mt="md" leftSection={<IconArrowLeft size={17} aria-hidden />}>
				{t("notFound.home")}
			</Button>
		</Box>
	);
}

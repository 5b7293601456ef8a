import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { cssVariables, theme } from "@/theme";

const schemes = localStorageColorSchemeManager({ key: "kp.scheme" });

function styleNonce(): string {
	return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

export function Providers({ client, children, env }: { client: QueryClient; children: ReactNode; env?: "test" | "default" }) {
	return (
		<MantineProvider
			theme={theme}
			cssVariablesResolver={cssVariables}
			colorSchemeManager={schemes}
			defaultColorScheme="auto"
			getStyleNonce={styleNonce}
			env={env}
		>
			<QueryClientProvider client={client}>
				<Notifications position="bottom-right" limit={4} />
				{children}
			</QueryClientProvider>
		</MantineProvider>
	);
}

import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { cssVariables, theme } from "@/theme";

const Toasts = lazy(() => import("./toasts"));
const schemes = localStorageColorSchemeManager({ key: "kp.scheme" });

/** The nonce which the server put into the page for our own style tags. */
export function styleNonce(): string {
	return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

export function Providers({
	client,
	children,
	env,
}: {
	client: QueryClient;
	children: ReactNode;
	env?: "test" | "default";
}) {
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
				<Suspense fallback={null}>
					<Toasts />
				</Suspense>
				{children}
			</QueryClientProvider>
		</MantineProvider>
	);
}

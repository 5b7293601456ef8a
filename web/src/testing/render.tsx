import { createMemoryHistory } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { Providers } from "@/app/providers";
import { AppRouter } from "@/app/router";
import { newQueryClient } from "@/lib/query-client";

/** The whole application at an address, as a person would open it. */
export function open(path: string) {
	const client = newQueryClient();
	client.setDefaultOptions({ queries: { retry: false } });
	const history = createMemoryHistory({ initialEntries: [path] });
	const view = render(
		<Providers client={client} env="test">
			<AppRouter client={client} history={history} />
		</Providers>,
	);
	return { ...view, history, client, user: userEvent.setup({ delay: null }) };
}

/** What axe finds wrong with the page, one line each. Colours cannot be judged without a real browser. */
export async function axeFindings(container: Element): Promise<string[]> {
	const { violations } = await axe.run(container, {
		rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
		resultTypes: ["violations"],
	});
	return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target}`));
}

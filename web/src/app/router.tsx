import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import {
	createRootRouteWithContext,
	createRoute,
	createRouter,
	lazyRouteComponent,
	Outlet,
	type RouterHistory,
	RouterProvider,
	redirect,
} from "@tanstack/react-router";
import { useState } from "react";
import { onSignedOut } from "@/lib/api";
import { allWords } from "@/lib/i18n";
import { ownPath } from "@/lib/own-path";
import { toProblem } from "@/lib/problem";
import { meQuery } from "@/lib/queries";
import { kept } from "@/lib/storage";
import { ErrorPage } from "./error-page";
import { NotFoundPage } from "./not-found-page";

type Context = { client: QueryClient };
type Search = Record<string, string | undefined>;

/** Keeps only the named keys of the address, as text. */
const keys =
	(...names: string[]) =>
	(search: Record<string, unknown>): Search =>
		Object.fromEntries(
			names
				.filter((name) => search[name] !== undefined && search[name] !== "")
				.map((name) => [name, String(search[name])]),
		);

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: () => <NotFoundPage /> });

const login = createRoute({
	getParentRoute: () => root,
	path: "/login",
	validateSearch: keys("next", "ended"),
	// Who is signed in already has nothing to do here.
	beforeLoad: async function atHome({ context, search }) {
		const me = await context.client.ensureQueryData(meQuery).catch(() => undefined);
		if (me) {
			throw redirect({ href: ownPath(search.next), replace: true });
		}
	},
	component: lazyRouteComponent(() => import("@/features/account/pages/login-page"), "LoginPage"),
});

async function signedIn({ context, location }: { context: Context; location: { href: string } }) {
	try {
		return await context.client.ensureQueryData(meQuery);
	} catch (err) {
		if (toProblem(err).status === 401) {
			throw redirect({ to: "/login", search: { next: location.href === "/" ? undefined : location.href } });
		}
		throw err;
	}
}

const start = createRoute({
	getParentRoute: () => root,
	path: "/",
	beforeLoad: async (options) => {
		const me = await signedIn(options);
		const last = kept.get("workspace");
		const target = me.workspaces.find((workspace) => workspace.slug === last) ?? me.workspaces[0];
		if (target) {
			throw redirect({ to: "/w/$ws", params: { ws: target.slug } });
		}
		if (me.operator) {
			throw redirect({ href: "/operator/deletions" });
		}
	},
	component: lazyRouteComponent(() => import("./no-workspace-page"), "NoWorkspacePage"),
});

const withWords = (load: () => Promise<Record<string, unknown>>, name: string) =>
	lazyRouteComponent(async () => {
		const [module] = await Promise.all([load() as Promise<Record<string, never>>, allWords()]);
		return module;
	}, name);

const erasurePages = () => import("@/features/erasure/pages/all");

/** All of the deletion desk, which takes the rest of the address apart by itself. */
const desk = createRoute({
	getParentRoute: () => root,
	path: "/operator/$",
	validateSearch: keys("show", "cursor", "trail", "month"),
	beforeLoad: signedIn,
	component: withWords(erasurePages, "Desk"),
});

const workspace = createRoute({
	getParentRoute: () => root,
	path: "/w/$ws",
	beforeLoad: signedIn,
	component: lazyRouteComponent(() => import("./workspace-layout"), "WorkspaceLayout"),
	notFoundComponent: () => <NotFoundPage inShell />,
});

const page = <P extends string>(
	path: P,
	load: () => Promise<Record<string, unknown>>,
	name: string,
	...search: string[]
) =>
	createRoute({
		getParentRoute: () => workspace,
		path,
		validateSearch: keys(...search),
		component: withWords(load, name),
	});

const settingsSearch = ["tab", "group", "action", "actor", "from", "until", "cursor", "trail"];

const contactFilters = [
	"search",
	"group",
	"segment",
	"consent",
	"suppressed",
	"has_phone",
	"field",
	"value",
	"cursor",
	"trail",
	"contact",
	"new",
	"sort",
];

const join = createRoute({
	getParentRoute: () => root,
	path: "/join/$token",
	component: lazyRouteComponent(() => import("@/features/account/pages/join-page"), "JoinPage"),
});

const logFilters = ["state", "lane", "channel", "from", "until", "number", "cursor", "trail", "message"];

/** What is held is a part of the log; links to it stay good. */
const held = createRoute({
	getParentRoute: () => workspace,
	path: "/held",
	validateSearch: keys("state"),
	beforeLoad: ({ params, search }) => {
		throw redirect({ to: "/w/$ws/log", params, search: { state: search.state ?? "held" }, replace: true });
	},
});

const tree = root.addChildren([
	login,
	join,
	start,
	desk,
	workspace.addChildren([
		page("/", () => import("@/features/workspace/pages/home-page"), "HomePage"),
		page("/inbox", () => import("@/features/inbox/pages/inbox-page"), "InboxPage", "c", "view", "search", "kind"),
		page("/contacts", () => import("@/features/contact/pages/contacts-page"), "ContactsPage", ...contactFilters),
		page("/contacts/manage", () => import("@/features/contact/pages/manage-page"), "ManagePage", "tab"),
		page(
			"/contacts/segments/$segment",
			() => import("@/features/contact/pages/segment-page"),
			"SegmentPage",
			"template",
		),
		page("/contacts/import", () => import("@/features/contact/pages/import-start-page"), "ImportStartPage"),
		page("/contacts/import/$import", () => import("@/features/contact/pages/import-page"), "ImportPage", "step"),
		page("/contacts/forms", () => import("@/features/signup/pages/signup-forms-page"), "SignupFormsPage"),
		page("/contacts/forms/$form", () => import("@/features/signup/pages/signup-form-page"), "SignupFormPage"),
		page(
			"/social/instagram",
			() => import("@/features/instagram/pages/instagram-page"),
			"InstagramPage",
			"result",
			"account",
		),
		page("/channels", () => import("@/features/channel/pages/channels-page"), "ChannelsPage"),
		page("/channels/connect", () => import("@/features/channel/pages/connect-page"), "ConnectPage"),
		page("/channels/$channel", () => import("@/features/channel/pages/channel-page"), "ChannelPage", "template"),
		page(
			"/templates",
			() => import("@/features/template/pages/templates-page"),
			"TemplatesPage",
			"search",
			"channel",
			"state",
			"template",
			"cursor",
			"trail",
		),
		page(
			"/templates/new",
			() => import("@/features/template/pages/template-editor-page"),
			"TemplateEditorPage",
			"from",
		),
		page(
			"/templates/$template/edit",
			() => import("@/features/template/pages/template-editor-page"),
			"TemplateEditorPage",
		),
		page("/blasts", () => import("@/features/blast/pages/blasts-page"), "BlastsPage", "cursor", "trail", "new"),
		page("/blasts/$blast", () => import("@/features/blast/pages/blast-page"), "BlastPage", "state", "cursor", "trail"),
		page("/blasts/$blast/edit", () => import("@/features/blast/pages/composer-page"), "ComposerPage", "step"),
		page("/automation", () => import("@/features/comment/pages/rules-page"), "RulesPage"),
		page("/automation/rules/$rule", () => import("@/features/comment/pages/rule-page"), "RulePage", "recipe"),
		page("/automation/lab", () => import("@/features/comment/pages/lab-page"), "LabPage", "rule"),
		page(
			"/automation/comments",
			() => import("@/features/comment/pages/comments-page"),
			"CommentsPage",
			"channel",
			"post",
			"cursor",
			"trail",
		),
		page(
			"/automation/matches",
			() => import("@/features/comment/pages/matches-page"),
			"MatchesPage",
			"rule",
			"outcome",
			"channel",
			"cursor",
			"trail",
		),
		page("/log", () => import("@/features/log/pages/log-page"), "LogPage", ...logFilters),
		held,
		page(
			"/reports",
			() => import("@/features/report/pages/report-page"),
			"ReportPage",
			"days",
			"from",
			"until",
			"channel",
			"lane",
		),
		page("/privacy/deletion", erasurePages, "ErasurePage", "of", "contact"),
		page("/privacy/deletion/$erasure", erasurePages, "ErasureRequestPage"),
		page("/jobs", () => import("@/features/job/pages/jobs-page"), "JobsPage"),
		page("/privacy", () => import("./privacy-page"), "PrivacyPage"),
		page("/settings", () => import("@/features/workspace/pages/settings-page"), "SettingsPage", ...settingsSearch),
	]),
]);

export function newRouter(client: QueryClient, history?: RouterHistory) {
	return createRouter({
		routeTree: tree,
		history,
		context: { client },
		defaultPreload: false,
		defaultErrorComponent: ErrorPage,
		// Every value in the address is plain text: no quotes around numbers, no JSON.
		parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
		stringifySearch: (search) => {
			const out = new URLSearchParams();
			for (const [key, value] of Object.entries(search)) {
				if (value !== undefined && value !== "") {
					out.set(key, String(value));
				}
			}
			const text = out.toString();
			return text ? `?${text}` : "";
		},
	});
}

declare module "@tanstack/react-router" {
	interface Register {
		router: ReturnType<typeof newRouter>;
	}
}

export function AppRouter({ client, history }: { client: QueryClient; history?: RouterHistory }) {
	const queries = useQueryClient();
	const [router] = useState(() => {
		const made = newRouter(client, history);
		onSignedOut(() => {
			// Who was not signed in has lost nothing: the first visit goes to the login by the guard of its route.
			if (queries.getQueryData(meQuery.queryKey) === undefined) {
				return;
			}
			queries.clear();
			const here = made.state.location;
			if (here.pathname !== "/login") {
				made.navigate({ to: "/login", search: { next: here.href, ended: "1" } });
			}
		});
		return made;
	});
	return <RouterProvider router={router} />;
}

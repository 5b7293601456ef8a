import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

// Families of sentences that the first screen and the frame around the pages do not show. Pages wait for them.
export const later = new Set(
	`
		action activity appearance attachmentState audit auditGroup automation blastReason blocker bulk bulkAct causes channelKind channelReason check
		checkFix columns comments consent contactSource device fields fieldType followPolicy followPolicyHint funnel groups home import importState
		inbox instagram instagramPermission instagramResult interactive interactiveKind invite inviteHint inviteState lab labKind language
		licenceState limit match matchFollow matchOutcome matchReason matchStep members messageType network notifyState numberTest origin
		outcome ownCode place policy policyHint postProduct privacy problem purpose purposeHint reason recipe recipeText report retention retentionTerm retentionText rule ruleAbout
		ruleScope ruleScopeHint ruleTest sample segments sendAdvice sendPart sessions shareKind signup source suppression template
		templateButton templateCategory templateCategoryHint templateDo templateFile templateHeader templateReason templateRejected timeline
		unknown unstored warning wordMode zone
		desk deskDid deskDo deskEnd deskKind deskLine deskNav deskNone deskProof deskScope deskShow deskStep deskText
		erasure erasureCategory erasureCheck erasureCheckText erasureContent erasureGrace erasureKept erasureReason erasureStage erasureState erasureThing
		erasureWay transfer
	`
		.trim()
		.split(/\s+/),
);

/** Cuts a locale in two at the addresses id.json?first and id.json?later, so that the first load stays small. */
export function splitLocales(): Plugin {
	return {
		name: "split-locales",
		enforce: "pre",
		load(id) {
			const [file = "", part] = id.split("?");
			if (!/locales\/\w+\.json$/.test(file) || (part !== "first" && part !== "later")) {
				return null;
			}
			const words = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>);
			const own = words.filter(([key]) => later.has(key.split(".")[0] ?? "") === (part === "later"));
			return { code: `export default ${JSON.stringify(Object.fromEntries(own))}`, moduleType: "js" };
		},
	};
}

package erase

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/datamap"
)

// rule says what becomes of some rows of one table. Statements are the same for both engines. In Where and Set stand {channel} for the id of
// one channel or an empty text for all, {empty} for no bytes and {now} for the moment.
type rule struct {
	table string
	key   string           // the columns that tell rows apart, by which they are removed in portions
	where string           // which rows; "" is all
	set   string           // what is cleared; "" removes the rows
	keep  string           // why rows stay as they are; nothing is done then
	blobs bool             // rows of attachment: their bytes go first
	whole bool             // rows of contact and contact_handle: package contact sees to what hangs on them
	in    datamap.Category // what another category does already, when it is part of the same deletion
}

// Reasons to keep something although its category is erased. The interface has words for each.
const (
	KeptOrders = "orders" // keyed hashes of who is not to be written to, or nothing of whom is to be kept
	KeptTotals = "totals" // anonymous totals
	KeptSetup  = "setup"  // the connection itself, which is ended by disconnecting it
	KeptPacing = "pacing" // counts without content, by which numbers stay within their limits
	KeptRepeat = "repeat" // keyed hashes of events, by which late repeats are recognised
)

const (
	onInstagram = `channel_id IN (SELECT id FROM channel WHERE kind = 'instagram' AND ({channel} = '' OR CAST(id AS TEXT) = {channel}))`
	elsewhere   = `channel_id NOT IN (SELECT id FROM channel WHERE kind = 'instagram')`
	byHand      = `origin IN ('human', 'opt_out')`
	orphanFile  = `source = 'inbox' AND created_at < CAST({now} AS BIGINT) - 600000000 AND id NOT IN (SELECT attachment_id FROM message WHERE attachment_id IS NOT NULL)`
	noFile      = `attachment_id = NULL, attachment_state = 'missing'`
	byMachine   = `origin NOT IN ('human', 'opt_out')`
	nobodysFace = `created_at < CAST({now} AS BIGINT) - 600000000 AND id NOT IN (SELECT picture_id FROM contact_handle WHERE picture_id IS NOT NULL)`
	onlyThere   = `phone IS NULL AND user_id IS NULL AND email = ''
		AND id IN (SELECT h.contact_id FROM contact_handle AS h WHERE CAST(h.channel_id AS TEXT) = {channel})
		AND id NOT IN (SELECT h.contact_id FROM contact_handle AS h WHERE CAST(h.channel_id AS TEXT) <> {channel})`
)

// chats are what people wrote and were answered on some channels.
func chats(on, sends string) []rule {
	// Files that no message shows are somebody's too, but for those that are just coming in.
	ofMessages := `source = 'inbox' AND (id IN (SELECT attachment_id FROM message WHERE attachment_id IS NOT NULL AND ` + on + `)
		OR ` + orphanFile + `)`
	return []rule{
		{table: "attachment", key: "id", where: ofMessages, blobs: true, in: datamap.Attachments},
		{table: "reaction", key: "channel_id, target, direction", where: on},
		{table: "amendment", key: "channel_id, target", where: on},
		{table: "announced", key: "id", where: on},
		{table: "reply_window", key: "channel_id, contact_id", where: on},
		{table: "message", key: "id", where: on},
		{table: "conversation", key: "id", where: on},
		{table: "send", key: "id", where: on + sends},
		// The hash of an event stays for as long as the network may repeat it, so that nothing comes back.
		{table: "inbound", key: "id", where: on + ` AND raw <> {empty} AND received_at <= CAST({now} AS BIGINT)`, set: `raw = {empty}, fingerprint = '',
			processed_at = CASE WHEN processed_at = 0 THEN CAST({now} AS BIGINT) ELSE processed_at END`},
		{table: "inbound", where: on + ` AND raw = {empty}`, keep: KeptRepeat},
	}
}

// rules are what each category of the deletion page comes to, in the order in which it is done.
var rules = map[datamap.Category][]rule{
	datamap.InstagramConnection: {
		{table: "attachment", key: "id", where: `source = 'picture' AND id NOT IN (SELECT picture_id FROM instagram_account
			WHERE picture_id IS NOT NULL AND NOT (` + onInstagram + `))`, blobs: true, in: datamap.Attachments},
		{table: "instagram_account", key: "channel_id", where: onInstagram},
		{table: "channel", key: "id", where: `kind = 'instagram' AND ({channel} = '' OR CAST(id AS TEXT) = {channel}) AND external_id <> CAST(id AS TEXT)`,
			set: `name = '–', external_id = CAST(id AS TEXT), account_id = '', display_phone = '', verified_name = '', token = {empty}, state = 'disconnected'`},
	},
	datamap.InstagramEvents: slices.Concat(chats(onInstagram, ""), []rule{
		// Of one account its people go too: all of whoever is known by nothing else, of others what it told. With the whole category people go
		// with the contacts.
		{table: "attachment", key: "id", where: `{channel} <> '' AND source = 'profile' AND (id IN (SELECT picture_id FROM contact_handle
			WHERE picture_id IS NOT NULL AND CAST(channel_id AS TEXT) = {channel}) OR ` + nobodysFace + `)`, blobs: true, in: datamap.Attachments},
		{table: "contact_former", key: "hash, new_hash", where: `{channel} <> '' AND contact_id IN (SELECT id FROM contact WHERE ` + onlyThere + `)`},
		{table: "contact", key: "id", where: `{channel} <> '' AND ` + onlyThere, whole: true},
		{table: "contact_handle", key: "handle", where: `{channel} <> '' AND CAST(channel_id AS TEXT) = {channel}
			AND contact_id NOT IN (SELECT id FROM contact WHERE ` + onlyThere + `)`, whole: true},
		{table: "comment_match", key: "id", where: onInstagram},
		{table: "comment", key: "id", where: onInstagram},
		{table: "post", key: "channel_id, external_id", where: onInstagram},
		{table: "comment_rule", key: "id", where: `{channel} = ''`},
	}),
	datamap.Contacts: {
		{table: "attachment", key: "id", where: `source = 'profile'`, blobs: true, in: datamap.Attachments},
		{table: "contact_import_error", key: "import_id, row_no"},
		{table: "contact_import", key: "id"},
		{table: "contact_bulk_page", key: "job_id, page"},
		{table: "contact_bulk", key: "job_id"},
		{table: "contact_group_fill", key: "job_id"},
		{table: "contact_group_member", key: "group_id, contact_id"},
		{table: "contact_group", key: "id"},
		{table: "contact_segment", key: "id"},
		{table: "contact_field", key: "id"},
		{table: "consent_change", key: "contact_id, purpose, at"},
		{table: "contact_merge", key: "gone_id"},
		{table: "contact_former", key: "hash, new_hash"},
		{table: "contact_handle", key: "handle"},
		{table: "contact_activity", key: "contact_id"},
		{table: "signup_pending", key: "code"},
		{table: "signup_form", key: "id", where: `confirmed > 0`, set: `confirmed = 0`},
		{table: "contact", key: "id"},
		{table: "contact_class", key: "class"},
		{table: "contact_total", keep: KeptTotals}, // counted anew at the end
		{table: "unstored_number", key: "id", where: `number <> {empty}`, set: `number = {empty}`},
		{table: "unstored_number", keep: KeptOrders},
		{table: "unstored_hash", keep: KeptOrders},
		{table: "suppression", keep: KeptOrders},
		{table: "suppression_lift", keep: KeptOrders},
		{table: "forgotten", keep: KeptOrders},
	},
	datamap.Chats: slices.Concat(chats(elsewhere, ` AND `+byHand), []rule{
		{table: "contact_activity", key: "contact_id", where: `in_at > 0 OR replied_at > 0`, set: `in_at = 0, replied_at = 0`, in: datamap.Contacts},
		{table: "channel", where: `kind <> 'instagram'`, keep: KeptSetup},
	}),
	datamap.Sending: {
		{table: "message", key: "id", where: elsewhere + ` AND direction = 'out' AND lane > 0
			AND id NOT IN (SELECT id FROM send WHERE ` + byHand + `)`, in: datamap.Chats},
		{table: "send", key: "id", where: elsewhere + ` AND ` + byMachine},
		{table: "blast_recipient", key: "blast_id, contact_id"},
		{table: "blast_version", key: "blast_id, version"},
		{table: "blast_cause", key: "blast_id, state, reason, code, class"},
		{table: "blast_minute", key: "blast_id, minute_at"},
		{table: "blast_progress", key: "blast_id"},
		{table: "blast", key: "id"},
		{table: "job", key: "id", where: `finished_at > 0`},
		{table: "contact_activity", key: "contact_id", where: `sent_at > 0 OR delivered_at > 0 OR read_at > 0 OR blast_at > 0 OR promo_at > 0`,
			set: `sent_at = 0, delivered_at = 0, read_at = 0, blast_at = 0, promo_at = 0`, in: datamap.Contacts},
		{table: "template", keep: KeptSetup},
		{table: "conversation", key: "id", where: elsewhere + ` AND last_direction = 'out' AND last_message_id IS NOT NULL AND last_preview <> ''
			AND last_message_id NOT IN (SELECT id FROM message)`, set: `last_preview = '', last_message_id = NULL`, in: datamap.Chats},
		{table: "channel_usage", keep: KeptPacing},
		{table: "report_send", keep: KeptTotals},
		{table: "report_stop", keep: KeptTotals},
		{table: "report_answer", keep: KeptTotals},
		{table: "report_work", keep: KeptTotals},
	},
	datamap.Attachments: {
		{table: "attachment", key: "id", blobs: true},
		{table: "channel_upload", key: "channel_id, attachment_id"},
		{table: "message", key: "id", where: `attachment_id IS NOT NULL AND ` + onInstagram, set: noFile, in: datamap.InstagramEvents},
		{table: "message", key: "id", where: `attachment_id IS NOT NULL AND ` + elsewhere, set: noFile, in: datamap.Chats},
		{table: "instagram_account", key: "channel_id", where: `picture_id IS NOT NULL`, set: `picture_id = NULL, picture_sum = ''`, in: datamap.InstagramConnection},
		{table: "contact_handle", key: "handle", where: `picture_id IS NOT NULL`, set: `picture_id = NULL`, in: datamap.Contacts},
	},
	datamap.NumberChecks: {},
	datamap.APIKeys:      {},
}

// ofContact is what one person comes to; {contact} is the id. The contact itself goes through its own package, which also keeps what was
// ordered against the number.
var ofContact = []rule{
	{table: "attachment", key: "id", blobs: true, where: `source = 'inbox' AND id IN (SELECT m.attachment_id FROM message AS m
		JOIN conversation AS v ON v.id = m.conversation_id WHERE m.attachment_id IS NOT NULL AND CAST(v.contact_id AS TEXT) = {contact})
		OR ` + orphanFile},
	{table: "attachment", key: "id", blobs: true, where: `id IN (SELECT picture_id FROM contact_handle
		WHERE picture_id IS NOT NULL AND CAST(contact_id AS TEXT) = {contact})`},
	{table: "comment", key: "id", where: `handle <> '' AND handle IN (SELECT h.handle FROM contact_handle AS h WHERE CAST(h.contact_id AS TEXT) = {contact})`},
	{table: "comment_match", key: "id", where: ofThem + ` OR person IN (SELECT h.handle FROM contact_handle AS h WHERE CAST(h.contact_id AS TEXT) = {contact})`},
	{table: "signup_pending", key: "code", where: `phone IN (SELECT c.phone FROM contact AS c WHERE CAST(c.id AS TEXT) = {contact} AND c.phone IS NOT NULL)`},
	{table: "reaction", key: "channel_id, target, direction", where: ofThem},
	{table: "amendment", key: "channel_id, target", where: ofThem},
	{table: "reply_window", key: "channel_id, contact_id", where: ofThem},
	{table: "message", key: "id", where: `conversation_id IN (SELECT id FROM conversation WHERE ` + ofThem + `)`},
	{table: "conversation", key: "id", where: ofThem},
	{table: "send", key: "id", where: ofThem},
	{table: "blast_recipient", key: "blast_id, contact_id", where: ofThem},
	{table: "contact_merge", key: "gone_id", where: `CAST(kept_id AS TEXT) = {contact} OR CAST(gone_id AS TEXT) = {contact}`},
	{table: "contact_former", key: "hash, new_hash", where: ofThem},
	{table: "consent_change", key: "contact_id, purpose, at", where: ofThem},
	{table: "contact_group_member", key: "group_id, contact_id", where: ofThem},
	{table: "contact_handle", key: "handle", where: ofThem},
	{table: "contact_activity", key: "contact_id", where: ofThem},
	// Events as they came are kept a week at most and cannot be searched by person, so all that had their effect are cleared.
	{table: "inbound", key: "id", where: `processed_at > 0 AND raw <> {empty} AND received_at <= CAST({now} AS BIGINT)`, set: `raw = {empty}, fingerprint = ''`},
}

const ofThem = `CAST(contact_id AS TEXT) = {contact}`

// orphans are the words of things that are gone.
var orphans = []struct{ kind, table string }{{"contact", "contact"}, {"message", "message"}}

// Uncovered names the columns of a workspace that hold data of a category and that no rule of the category speaks of. A table, a column or
// an index that is added without one is found by this.
func Uncovered(r *datamap.Registry) []string {
	var out []string
	for _, c := range r.Columns() {
		if c.Database != "workspace" {
			continue
		}
		list, ours := rules[c.Tag.Category]
		if !ours || covered(list, c) {
			continue
		}
		out = append(out, fmt.Sprintf("%s.%s (%s)", c.Table, c.Name, c.Tag.Category))
	}
	return out
}

func covered(list []rule, c datamap.Column) bool {
	if strings.HasPrefix(c.Table, "textindex_") {
		return true // cleared with the things they speak of, whatever the category
	}
	return slices.ContainsFunc(list, func(r rule) bool {
		return r.table == c.Table && (r.set == "" || r.keep != "" || slices.ContainsFunc(strings.Split(r.set, ","), func(part string) bool {
			name, _, _ := strings.Cut(part, "=")
			return strings.TrimSpace(name) == c.Name
		}) || slices.Contains(strings.Split(r.key, ", "), c.Name) || keptBeside(list, r.table))
	})
}

// keptBeside says that a table is cleared in part, and that a rule says why the rest stays.
func keptBeside(list []rule, table string) bool {
	return slices.ContainsFunc(list, func(r rule) bool { return r.table == table && r.keep != "" })
}

// order brings categories into the order in which they are erased: what points at other things first.
func order(categories []datamap.Category) []datamap.Category {
	first := []datamap.Category{
		datamap.Sending, datamap.InstagramEvents, datamap.Chats, datamap.InstagramConnection, datamap.Attachments, datamap.Contacts,
		datamap.NumberChecks, datamap.APIKeys,
	}
	out := slices.Clone(categories)
	slices.SortFunc(out, func(a, b datamap.Category) int { return cmp.Compare(slices.Index(first, a), slices.Index(first, b)) })
	return slices.Compact(out)
}

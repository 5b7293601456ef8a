package erase

import "github.com/kelolapesan/kelola/internal/datamap"

// forbidden is what must not be there after a deletion: rows of a table that meet a condition. It is written down apart from the rules by
// which things are deleted, so that a step that is missing there is found here.
type forbidden struct {
	table string
	where string
}

// forbiddenAfter says by category what may not be left. {channel} and {contact} are as in rules.
var forbiddenAfter = map[datamap.Category][]forbidden{
	datamap.InstagramConnection: {
		{"attachment", `source = 'picture' AND NOT EXISTS (SELECT 1 FROM instagram_account AS a WHERE a.picture_id = attachment.id)`},
		{"instagram_account", ofNetwork},
		{"channel", `kind = 'instagram' AND ({channel} = '' OR CAST(id AS TEXT) = {channel}) AND (token <> {empty} OR account_id <> '' OR display_phone <> '' OR verified_name <> ''
			OR external_id <> CAST(id AS TEXT) OR name <> '–')`},
	},
	datamap.InstagramEvents: {
		{"attachment", lostFile},
		{"attachment", `{channel} <> '' AND source = 'profile' AND created_at < CAST({now} AS BIGINT) - 600000000
			AND NOT EXISTS (SELECT 1 FROM contact_handle AS h WHERE h.picture_id = attachment.id)`},
		{"contact_handle", `{channel} <> '' AND CAST(channel_id AS TEXT) = {channel}`},
		{"comment_match", ofNetwork},
		{"comment", ofNetwork},
		{"post", ofNetwork},
		{"comment_rule", `{channel} = ''`},
		{"conversation", ofNetwork},
		{"message", ofNetwork},
		{"reaction", ofNetwork},
		{"amendment", ofNetwork},
		{"announced", ofNetwork},
		{"reply_window", ofNetwork},
		{"send", ofNetwork},
		{"inbound", ofNetwork + ` AND received_at <= CAST({now} AS BIGINT) AND (raw <> {empty} OR fingerprint <> '')`},
		{"textindex_message", lostMessage},
	},
	datamap.Contacts: {
		{"contact", ""}, {"contact_handle", ""}, {"contact_field", ""}, {"contact_group", ""}, {"contact_group_member", ""}, {"contact_group_fill", ""},
		{"contact_segment", ""}, {"contact_import", ""}, {"contact_import_error", ""}, {"contact_bulk", ""}, {"contact_bulk_page", ""},
		{"contact_merge", ""}, {"contact_former", ""}, {"contact_activity", ""}, {"contact_class", ""}, {"consent_change", ""}, {"signup_pending", ""},
		{"contact_total", `contacts <> (SELECT COUNT(*) FROM contact)`}, {"signup_form", `confirmed <> 0`}, {"unstored_number", `number <> {empty}`},
		{"textindex_contact", ""}, {"textindex_pending", `kind = 'contact'`}, {"textindex_contact_words", ""},
		{"attachment", `source = 'profile'`},
	},
	datamap.Chats: {
		{"attachment", lostFile},
		{"conversation", notOfNetwork},
		{"message", notOfNetwork},
		{"reaction", notOfNetwork},
		{"amendment", notOfNetwork},
		{"announced", notOfNetwork},
		{"reply_window", notOfNetwork},
		{"send", notOfNetwork + ` AND (origin = 'human' OR origin = 'opt_out')`},
		{"inbound", notOfNetwork + ` AND received_at <= CAST({now} AS BIGINT) AND (raw <> {empty} OR fingerprint <> '')`},
		{"contact_activity", `in_at <> 0 OR replied_at <> 0`},
		{"textindex_message", lostMessage},
	},
	datamap.Sending: {
		{"conversation", notOfNetwork + ` AND last_preview <> '' AND last_direction = 'out' AND last_message_id IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM message AS m WHERE m.id = last_message_id)`},
		{"send", notOfNetwork + ` AND origin <> 'human' AND origin <> 'opt_out'`},
		{"message", notOfNetwork + ` AND direction = 'out' AND lane > 0 AND NOT EXISTS (SELECT 1 FROM send AS s WHERE s.id = message.id)`},
		{"blast", ""}, {"blast_progress", ""}, {"blast_version", ""}, {"blast_recipient", ""}, {"blast_cause", ""}, {"blast_minute", ""},
		{"job", `finished_at <> 0`},
		{"report_send", fewerThanTen}, {"report_work", `conversations < 10 AND (quarter_at, channel_id, 0) NOT IN ` + ofLedger},
		{"contact_activity", `sent_at <> 0 OR delivered_at <> 0 OR read_at <> 0 OR blast_at <> 0 OR promo_at <> 0`},
	},
	datamap.Attachments: {
		{"attachment", ""}, {"channel_upload", ""}, {"message", `attachment_id IS NOT NULL`},
		{"instagram_account", `picture_id IS NOT NULL OR picture_sum <> ''`}, {"contact_handle", `picture_id IS NOT NULL`},
	},
}

// forbiddenOf is what may not be left of one contact.
var forbiddenOf = []forbidden{
	{"contact", `CAST(id AS TEXT) = {contact}`},
	{"attachment", lostFile},
	{"contact_handle", theirs}, {"contact_activity", theirs}, {"contact_group_member", theirs}, {"consent_change", theirs}, {"contact_former", theirs},
	{"contact_merge", `{contact} IN (CAST(kept_id AS TEXT), CAST(gone_id AS TEXT))`},
	{"conversation", theirs}, {"reaction", theirs}, {"amendment", theirs}, {"reply_window", theirs}, {"send", theirs}, {"blast_recipient", theirs},
	{"comment_match", theirs},
	{"message", `conversation_id NOT IN (SELECT id FROM conversation)`},
	{"inbound", `processed_at <> 0 AND received_at <= CAST({now} AS BIGINT) AND (raw <> {empty} OR fingerprint <> '')`},
	{"textindex_message", lostMessage},
	{"textindex_contact", `CAST(ref AS TEXT) = {contact}`}, {"textindex_pending", `CAST(ref AS TEXT) = {contact}`},
}

// forbiddenInSystem is what the system database may not say of deleted accounts: $1 is the workspace, $2 the one account that is meant.
var forbiddenInSystem = map[string]string{
	"instagram_login":  `workspace_id = $1 AND LENGTH($2) = 0`,
	"instagram_notice": `workspace_id = $1 AND $2 IN ('', CAST(channel_id AS TEXT))`,
}

const (
	ofNetwork    = `EXISTS (SELECT 1 FROM channel AS c WHERE c.id = channel_id AND c.kind = 'instagram' AND ({channel} = '' OR CAST(c.id AS TEXT) = {channel}))`
	notOfNetwork = `NOT EXISTS (SELECT 1 FROM channel AS c WHERE c.id = channel_id AND c.kind = 'instagram')`
	theirs       = `CAST(contact_id AS TEXT) = {contact}`
	lostFile     = `source = 'inbox' AND created_at < CAST({now} AS BIGINT) - 600000000 AND NOT EXISTS (SELECT 1 FROM message AS m WHERE m.attachment_id = attachment.id)`
	ofLedger     = `(SELECT s.created_at / 900000000 * 900000000, s.channel_id, s.lane FROM send AS s)`
	fewerThanTen = `queued + held + sending + accepted + sent + delivered + read_count + skipped + failed + unknown < 10 AND (quarter_at, channel_id, lane) NOT IN ` + ofLedger
	lostMessage  = `NOT EXISTS (SELECT 1 FROM message AS m WHERE m.id = ref)`
)

func (s Scope) forbidden() map[datamap.Category][]forbidden {
	if !s.Contact.IsZero() {
		return map[datamap.Category][]forbidden{datamap.Contacts: forbiddenOf}
	}
	out := map[datamap.Category][]forbidden{}
	for _, c := range s.Categories {
		out[c] = forbiddenAfter[c]
	}
	return out
}

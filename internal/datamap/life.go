package datamap

import "time"

const day = 24 * time.Hour

// How long things are kept. What removes them and the page that tells of it read the same number here.
const (
	RawEventLife  = 7 * day // what a network delivered
	EventKeyLife  = 8 * day // the hashes that tell repeats, and what refers to deliveries
	QueueRowLife  = day     // jobs that are done
	FailedJobLife = 7 * day // jobs that were given up
	FactLife      = 7 * day // what live streams are told
	SignupLife    = 7 * day // sign-ups that nobody confirms
	ImportLife    = 30 * day
	CommentLife   = 90 * day
	UsageLife     = 2 * day // what was attempted in each second
	AuditLife     = 365 * day
	SessionIdle   = 12 * time.Hour
	SessionLife   = 30 * day
	InviteLife    = 14 * day // counted from their end
	AccountLife   = 30 * day // of people in no workspace who do not log in
	ConsentLife   = day      // consents at Instagram that were begun
	ClaimLife     = 14 * day // what was typed with requests for deletions that nobody proves
	MailLife      = 3 * day  // e-mail that cannot leave
	NoticeLife    = 30 * day // what Meta said about accounts that removed the app
)

// The days for which the delivery log tells of a message; a workspace chooses within the limits.
const (
	DeliveryLogDays      = 90
	DeliveryLogDaysLeast = 7
	DeliveryLogDaysMost  = 365
)

// Term says what ends the time of a thing.
type Term string

// The terms.
const (
	ForLife      Term = "for"            // a fixed time
	ForSetting   Term = "setting"        // a time that the workspace sets
	TillErased   Term = "until_erased"   // somebody deletes it, or the thing it belongs to
	WithWhole    Term = "with_workspace" // the workspace goes
	TillOperator Term = "operator"       // whoever runs the installation decides; the program keeps none of it
)

// Kind is one kind of thing that is kept, as the page about retention lists it.
type Kind struct {
	Name  string
	Class Class
	Term  Term
	Life  time.Duration // 0 unless the term is a time
}

// Kinds lists everything that is kept, in the order in which it is shown: what goes by itself first.
func Kinds() []Kind {
	return []Kind{
		{"raw_event", Raw, ForLife, RawEventLife},
		{"event_key", Raw, ForLife, EventKeyLife},
		{"announced", Raw, ForLife, EventKeyLife},
		{"amendment", Raw, ForLife, EventKeyLife},
		{"queue_row", Raw, ForLife, QueueRowLife},
		{"failed_job", Raw, ForLife, FailedJobLife},
		{"fact", WithWorkspace, ForLife, FactLife},
		{"sign_up", Raw, ForLife, SignupLife},
		{"import", UntilErased, ForLife, ImportLife},
		{"delivery_log", DeliveryLog, ForSetting, DeliveryLogDays * day},
		{"usage", DeliveryLog, ForLife, UsageLife},
		{"comment", DeliveryLog, ForLife, CommentLife},
		{"comment_match", DeliveryLog, ForLife, CommentLife},
		{"session", AppLog, ForLife, SessionLife},
		{"address", AppLog, ForLife, SessionLife},
		{"invite", AppLog, ForLife, InviteLife},
		{"account", AppLog, ForLife, AccountLife},
		{"consent", Raw, ForLife, ConsentLife},
		{"notice", Raw, ForLife, NoticeLife},
		{"claim", Raw, ForLife, ClaimLife},
		{"mail", Raw, ForLife, MailLife},
		{"audit", Audit, ForLife, AuditLife},

		{"contact", UntilErased, TillErased, 0},
		{"message", UntilErased, TillErased, 0},
		{"blast", UntilErased, TillErased, 0},
		{"attachment", UntilErased, TillErased, 0},
		{"unstored", UntilErased, TillErased, 0},
		{"suppression", WithWorkspace, WithWhole, 0},
		{"total", Aggregate, WithWhole, 0},
		{"job", WithWorkspace, WithWhole, 0},
		{"app_log", AppLog, TillOperator, 0},
		{"billing", Billing, TillOperator, 0},
		{"backup", Backup, TillOperator, 0},
	}
}

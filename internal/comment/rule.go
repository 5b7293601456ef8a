package comment

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// RuleID identifies a rule.
type RuleID = id.ID[Rule]

// RuleState says whether a rule is at work.
type RuleState string

// The states of a rule.
const (
	Draft  RuleState = "draft"
	Active RuleState = "active"
	Paused RuleState = "paused"
)

// Rule says which comments are answered and how. Of several that meet a comment, the one with the smallest position answers.
type Rule struct {
	ID        RuleID
	Name      string
	State     RuleState
	Position  int
	StartedAt time.Time // when it was last started; comments from before are left alone
	Armed     string    // the next post it found, if its scope waits for one
	CreatedAt time.Time
	UpdatedAt time.Time
	Spec
}

// Spec is what a person writes down about a rule. It is kept as JSON.
type Spec struct {
	Scope   Scope    `json:"scope"`
	Match   Words    `json:"match"`
	Public  *Public  `json:"public,omitempty"`
	Private *Private `json:"private,omitempty"`
	Opening *Opening `json:"opening,omitempty"`
	Follow  Gate     `json:"follow"`
	Repeat  Repeat   `json:"repeat"`
	Lead    *Lead    `json:"lead,omitempty"`
}

// ScopeKind says under which posts a rule listens.
type ScopeKind string

// The scopes.
const (
	ScopeAll   ScopeKind = "all"
	ScopePosts ScopeKind = "posts" // the named ones
	ScopeNext  ScopeKind = "next"  // the first one that appears after the rule was started
	ScopeReels ScopeKind = "reels" // all reels
	ScopeAds   ScopeKind = "ads"   // all advertisements
	ScopeLive  ScopeKind = "live"  // broadcasts
)

// Scope is where a rule listens.
type Scope struct {
	Kind     ScopeKind    `json:"kind" enum:"all,posts,next,reels,ads,live"`
	Channels []channel.ID `json:"channels" doc:"Accounts; none is all"`
	Posts    []string     `json:"posts,omitempty" doc:"Ids of posts as Instagram gives them"`
	Replies  bool         `json:"replies,omitempty" doc:"Also comments that answer another comment"`
}

// WordMode says how a keyword is looked for.
type WordMode string

// The modes.
const (
	Contains  WordMode = "contains" // anywhere, also inside a word
	WholeWord WordMode = "word"     // as words of their own
	Exact     WordMode = "exact"    // the comment is nothing but this
)

// Word is a keyword.
type Word struct {
	Text string   `json:"text" maxLength:"60"`
	Mode WordMode `json:"mode" enum:"contains,word,exact"`
}

// Words say which texts a rule answers. An excluded word always wins.
type Words struct {
	Any     bool   `json:"any,omitempty" doc:"Every comment, also one without text"`
	Include []Word `json:"include,omitempty" maxItems:"50"`
	Exclude []Word `json:"exclude,omitempty" maxItems:"50"`
	Typos   bool   `json:"typos,omitempty" doc:"Also words of five letters and more that are written almost like it"`
}

// Public is the reply under the post, in one of several texts.
type Public struct {
	Texts    []string `json:"texts" minItems:"1" maxItems:"20"`
	After    bool     `json:"after_private,omitempty" doc:"Only once the private reply was accepted"`
	DelayMin int      `json:"delay_min,omitempty" minimum:"0" maximum:"3600" doc:"Seconds"`
	DelayMax int      `json:"delay_max,omitempty" minimum:"0" maximum:"3600" doc:"Seconds"`
}

// Private is the message to the author: the private reply itself, or, with an opening, the content after the tap.
type Private struct {
	Texts   []string `json:"texts" minItems:"1" maxItems:"20"`
	Buttons []Button `json:"buttons,omitempty" maxItems:"3"`
}

// Button opens an address.
type Button struct {
	Title string `json:"title" maxLength:"20"`
	URL   string `json:"url" maxLength:"2000"`
}

// Opening is a private reply that asks for a tap. The tap opens the conversation for a day, and lets the account know who it is.
type Opening struct {
	Text   string `json:"text"`
	Button string `json:"button" maxLength:"20"`
	Plain  bool   `json:"plain,omitempty" doc:"Without a button: any answer counts as the tap"`
}

// Policy says what happens to people who may not follow the account.
type Policy string

// The policies.
const (
	FollowSend   Policy = "send"   // everybody gets the content
	FollowSkip   Policy = "skip"   // only those of whom it is known that they follow
	FollowVerify Policy = "verify" // who does not follow is asked to, and taps again
)

// Gate lets through who follows the account.
type Gate struct {
	Policy Policy `json:"policy" enum:"send,skip,verify"`
	Text   string `json:"text,omitempty" doc:"Asks to follow"`
	Button string `json:"button,omitempty" maxLength:"20"`
}

// Repeat says when the same person is answered again.
type Repeat struct {
	Every    bool `json:"every,omitempty" doc:"Every comment, instead of once per person"`
	Cooldown int  `json:"cooldown,omitempty" minimum:"0" maximum:"2592000" doc:"Seconds between two answers to one person"`
	SameText int  `json:"same_text,omitempty" minimum:"0" maximum:"2592000" doc:"Seconds in which the same text of one person counts once"`
}

// Lead asks for an address after the content and keeps it at the contact, with where it came from.
type Lead struct {
	Email  string `json:"email,omitempty" doc:"Asks for the e-mail address; empty does not ask"`
	Phone  string `json:"phone,omitempty" doc:"Asks for the number; empty does not ask"`
	Again  string `json:"again" doc:"When the answer was not one"`
	Thanks string `json:"thanks"`
	Group  string `json:"group_id,omitempty" doc:"Whoever answered joins this group"`
	Promo  bool   `json:"promo,omitempty" doc:"The question says that promotion follows: the answer is a consent to it"`
}

// Limits of rules. Texts are counted in bytes where the network does.
const (
	MaxRules      = 100
	maxName       = 120
	maxPrivate    = 1000
	maxWithButton = 640
	maxPublic     = 300
	maxTitle      = 20
	longestName   = 30 // of an Instagram user; it stands in for {{username}}
)

// check says what is wrong with a rule that is to be started; drafts may be incomplete.
func (r *Rule) check() error {
	p := &problems{}
	p.need(strings.TrimSpace(r.Name) != "" && utf8.RuneCountInString(r.Name) <= maxName, "name", "comment.name_invalid", "A name has 1 to 120 characters.")
	r.checkScope(p)
	r.checkWords(p)
	r.checkTexts(p)
	return p.err()
}

// problems collects what is wrong with a rule.
type problems struct{ found *fault.Error }

func (p *problems) need(ok bool, field, code, detail string) {
	if ok {
		return
	}
	if p.found == nil {
		p.found = ErrRule
	}
	p.found = p.found.WithField(field, code, detail)
}

func (p *problems) err() error {
	if p.found == nil {
		return nil
	}
	return p.found
}

func (r *Rule) checkScope(p *problems) {
	kinds := []ScopeKind{ScopeAll, ScopePosts, ScopeNext, ScopeReels, ScopeAds, ScopeLive}
	p.need(slices.Contains(kinds, r.Scope.Kind), "scope.kind", "comment.scope_invalid", "Choose where the rule listens.")
	p.need(r.Scope.Kind != ScopePosts || len(r.Scope.Posts) > 0, "scope.posts", "comment.posts_missing", "Choose at least one post.")
	p.need(len(r.Scope.Posts) <= 200, "scope.posts", "comment.posts_many", "A rule has at most 200 posts.")
}

func (r *Rule) checkWords(p *problems) {
	p.need(r.Match.Any || len(r.Match.Include) > 0, "match.include", "comment.words_missing", "Write at least one keyword, or answer every comment.")
	for field, list := range map[string][]Word{"match.include": r.Match.Include, "match.exclude": r.Match.Exclude} {
		for _, w := range list {
			p.need(fold(w.Text) != "", field, "comment.word_empty", "A keyword has at least one letter, digit or emoji.")
		}
	}
}

func (r *Rule) checkTexts(p *problems) {
	p.need(r.Public != nil || r.Private != nil, "private", "comment.answer_missing", "Write a public or a private reply.")
	if r.Public != nil {
		p.texts("public.texts", r.Public.Texts, maxPublic, utf8.RuneCountInString)
		p.need(r.Public.DelayMax == 0 || r.Public.DelayMax >= r.Public.DelayMin, "public.delay_max", "comment.delay_invalid", "The longest delay is not shorter than the shortest.")
		p.need(!r.Public.After || r.Private != nil, "public.after_private", "comment.after_nothing", "There is no private reply to wait for.")
	}
	if r.Private != nil {
		most := maxPrivate
		if len(r.Private.Buttons) > 0 {
			most = maxWithButton
		}
		p.texts("private.texts", r.Private.Texts, most, size)
		for _, b := range r.Private.Buttons {
			p.need(title(b.Title), "private.buttons", "comment.button_invalid", "A button has a title of 1 to 20 characters.")
			p.need(strings.HasPrefix(b.URL, "https://") || strings.HasPrefix(b.URL, "http://"), "private.buttons", "comment.url_invalid", "A link starts with https://.")
		}
	}
	if o := r.Opening; o != nil {
		p.need(r.Private != nil, "opening", "comment.content_missing", "Write what comes after the tap.")
		p.texts("opening.text", []string{o.Text}, maxWithButton, size)
		p.need(o.Plain || title(o.Button), "opening.button", "comment.button_invalid", "A button has a title of 1 to 20 characters.")
	}
	if r.Follow.Policy == FollowSkip || r.Follow.Policy == FollowVerify {
		p.need(r.Opening != nil, "follow.policy", "comment.follow_needs_tap", "Whether somebody follows is known only after a tap: use an opening message.")
	}
	if r.Follow.Policy == FollowVerify {
		p.texts("follow.text", []string{r.Follow.Text}, maxWithButton, size)
		p.need(title(r.Follow.Button), "follow.button", "comment.button_invalid", "A button has a title of 1 to 20 characters.")
	}
	if l := r.Lead; l != nil {
		p.need(r.Opening != nil, "lead", "comment.lead_needs_tap", "Questions can be asked only after a tap: use an opening message.")
		p.need(l.Email != "" || l.Phone != "", "lead", "comment.lead_empty", "Ask for an e-mail address or a number.")
		for field, text := range map[string]string{"lead.again": l.Again, "lead.thanks": l.Thanks} {
			p.texts(field, []string{text}, maxPrivate, size)
		}
		p.need(len(l.Email) <= maxPrivate && len(l.Phone) <= maxPrivate, "lead", "comment.text_invalid", "The text is too long.")
	}
}

// size is the length of a text in bytes when the name of the longest user stands in it.
func size(text string) int {
	return len(strings.ReplaceAll(text, placeUsername, strings.Repeat("x", longestName)))
}

func title(s string) bool {
	n := utf8.RuneCountInString(s)
	return strings.TrimSpace(s) != "" && n <= maxTitle
}

func (p *problems) texts(field string, list []string, most int, length func(string) int) {
	p.need(len(list) > 0, field, "comment.text_missing", "Write a text.")
	for _, text := range list {
		p.need(strings.TrimSpace(text) != "", field, "comment.text_missing", "Write a text.")
		p.need(utf8.ValidString(text) && length(text) <= most, field, "comment.text_too_long", "The text is too long. Emoji count more than once.")
	}
}

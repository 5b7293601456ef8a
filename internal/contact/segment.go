package contact

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// SegmentID identifies a segment.
type SegmentID = id.ID[Segment]

// Segment is a saved filter: rules under a name.
type Segment struct {
	ID        SegmentID
	Name      string
	Rules     Rules
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Match says how many of several conditions have to hold.
type Match string

// The ways to match.
const (
	MatchAll Match = "all"
	MatchAny Match = "any"
)

// Rules is a tree of two levels: groups of rules. It is stored with segments and started blasts, so its JSON form is kept stable.
type Rules struct {
	Match  Match       `json:"match" enum:"all,any" doc:"How many of the groups have to hold."`
	Groups []RuleGroup `json:"groups" minItems:"1" maxItems:"20"`
}

// RuleGroup is some rules of which all or any have to hold.
type RuleGroup struct {
	Match Match  `json:"match" enum:"all,any" doc:"How many of the rules have to hold."`
	Rules []Rule `json:"rules" minItems:"1" maxItems:"50"`
}

// Rule is one condition on a contact. Key says which field, purpose, kind of activity or outcome of a blast is meant. A contact about
// whom nothing is known does not meet a rule, and does meet it when Not is set.
type Rule struct {
	About  About    `json:"about" enum:"name,phone,email,field,group,consent,suppressed,activity,blast,created,source"`
	Key    string   `json:"key,omitempty" maxLength:"40" doc:"Of a field: its key. Of consent: the purpose. Of activity: wrote, replied, sent, delivered, read, blast or promo. Of a blast: got, delivered, read, replied or failed."`
	Test   Test     `json:"test" enum:"is,contains,begins,present,at_least,at_most,between,past_days,next_days,birthday,birthday_month,ever"`
	Values []string `json:"values,omitempty" maxItems:"200" doc:"Texts, numbers, dates (YYYY-MM-DD) or ids; any of them is enough, and between takes two."`
	Days   int      `json:"days,omitempty" minimum:"0" maximum:"3650"`
	Not    bool     `json:"not,omitempty" doc:"The opposite."`
}

// About is what a rule looks at.
type About string

// What rules look at.
const (
	AboutName       About = "name"
	AboutPhone      About = "phone"
	AboutEmail      About = "email"
	AboutField      About = "field"
	AboutGroup      About = "group"
	AboutConsent    About = "consent"
	AboutSuppressed About = "suppressed"
	AboutActivity   About = "activity"
	AboutBlast      About = "blast"
	AboutCreated    About = "created"
	AboutSource     About = "source"
)

// Test is how a rule looks at it.
type Test string

// The tests.
const (
	TestIs            Test = "is"
	TestContains      Test = "contains"
	TestBegins        Test = "begins"
	TestPresent       Test = "present"
	TestAtLeast       Test = "at_least"
	TestAtMost        Test = "at_most"
	TestBetween       Test = "between"
	TestPastDays      Test = "past_days"      // within the last N days
	TestNextDays      Test = "next_days"      // within the next N days
	TestBirthday      Test = "birthday"       // the day of a date comes round within the next N days, today being the first
	TestBirthdayMonth Test = "birthday_month" // it comes round this month
	TestEver          Test = "ever"
)

// Faults of segments.
var (
	ErrSegmentNotFound = fault.New(fault.NotFound, "contact.segment_not_found", "There is no such segment.")
	ErrSegmentTaken    = fault.New(fault.Conflict, "contact.segment_taken", "There is a segment of this name already.")
	ErrSegmentUsed     = fault.New(fault.Conflict, "contact.segment_in_use", "A scheduled blast uses this segment. Take it out of the blast first.")
	ErrSegmentMany     = fault.New(fault.Invalid, "contact.segment_too_many", "A workspace has at most 200 segments.")
	ErrRules           = fault.New(fault.Invalid, "contact.rules_invalid", "Some rules cannot be used as they are.")
)

const (
	maxSegments  = 200
	maxRules     = 50
	maxRuleText  = 200
	maxRuleDays  = 3650
	maxRuleCount = 200
)

// activityColumns are the kinds of activity and their columns. Statements carry them in their text.
var activityColumns = map[string]string{
	"wrote": "in_at", "replied": "replied_at", "sent": "sent_at", "delivered": "delivered_at", "read": "read_at", "blast": "blast_at", "promo": "promo_at",
}

// blastOutcomes are what can be asked about a contact and a blast.
var blastOutcomes = []string{"got", "delivered", "read", "replied", "failed"}

// check brings rules into their stored form and refuses what cannot be asked. Whether the things they name are there is known only
// when they are compiled.
func (r *Rules) check(types fieldTypes) error {
	bad, n := ErrRules, 0
	if r.Match != MatchAll && r.Match != MatchAny {
		bad = bad.WithField("rules.match", "rules.match_unknown", "Match all or any.")
	}
	for i := range r.Groups {
		g := &r.Groups[i]
		at := "rules.groups[" + strconv.Itoa(i) + "]"
		if g.Match != MatchAll && g.Match != MatchAny {
			bad = bad.WithField(at+".match", "rules.match_unknown", "Match all or any.")
		}
		if len(g.Rules) == 0 {
			bad = bad.WithField(at, "rules.group_empty", "A group has at least one rule.")
		}
		for j := range g.Rules {
			n++
			if code, detail := g.Rules[j].check(types); code != "" {
				bad = bad.WithField(at+".rules["+strconv.Itoa(j)+"]", code, detail)
			}
		}
	}
	if n == 0 || n > maxRules {
		bad = bad.WithField("rules.groups", "rules.count", "A segment has 1 to 50 rules.")
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

// check says what is wrong with a rule, and brings its values into the form they are compared in.
func (r *Rule) check(types fieldTypes) (code, detail string) {
	if r.Days < 0 || r.Days > maxRuleDays || len(r.Values) > maxRuleCount {
		return "rules.value_invalid", "Days go up to 3650, values up to 200."
	}
	tests, ok := r.tests(types)
	if !ok {
		return "rules.key_unknown", "There is nothing of this name to ask about."
	}
	if !slices.Contains(tests, r.Test) {
		return "rules.test_unknown", "This cannot be asked about it."
	}
	if !r.arity() {
		return "rules.value_count", "A value is missing, or there are too many."
	}
	for i, v := range r.Values {
		v, ok := r.value(strings.TrimSpace(v), types)
		if !ok || v == "" || len([]rune(v)) > maxRuleText {
			return "rules.value_invalid", "This value cannot be used here."
		}
		r.Values[i] = v
	}
	return "", ""
}

// tests lists what can be asked; ok is false when there is no such thing.
func (r *Rule) tests(types fieldTypes) (list []Test, ok bool) {
	dates := []Test{TestIs, TestPresent, TestAtLeast, TestAtMost, TestBetween, TestPastDays, TestNextDays, TestBirthday, TestBirthdayMonth}
	texts := []Test{TestIs, TestContains, TestBegins, TestPresent}
	switch r.About {
	case AboutName, AboutEmail:
		return texts, true
	case AboutPhone:
		return []Test{TestPresent, TestBegins}, true
	case AboutField:
		f, ok := types[r.Key]
		switch f.Type {
		case TypeNumber:
			return []Test{TestIs, TestPresent, TestAtLeast, TestAtMost, TestBetween}, ok
		case TypeDate:
			return dates, ok
		case TypeList, TypeYesNo:
			return []Test{TestIs, TestPresent}, ok
		}
		return texts, ok
	case AboutGroup, AboutSource:
		return []Test{TestIs}, true
	case AboutConsent:
		return []Test{TestIs}, Purpose(r.Key).Valid()
	case AboutSuppressed:
		return []Test{TestPresent}, true
	case AboutActivity:
		return []Test{TestPastDays, TestEver}, activityColumns[r.Key] != ""
	case AboutBlast:
		return []Test{TestIs}, slices.Contains(blastOutcomes, r.Key)
	case AboutCreated:
		return []Test{TestAtLeast, TestAtMost, TestBetween, TestPastDays}, true
	}
	return nil, false
}

// arity says whether there are as many values as the test takes.
func (r *Rule) arity() bool {
	switch r.Test {
	case TestPresent, TestEver, TestPastDays, TestNextDays, TestBirthday, TestBirthdayMonth:
		return len(r.Values) == 0
	case TestBetween:
		return len(r.Values) == 2
	case TestAtLeast, TestAtMost:
		return len(r.Values) == 1
	default:
		return len(r.Values) > 0
	}
}

// value is a value in the form it is compared in.
func (r *Rule) value(v string, types fieldTypes) (string, bool) {
	switch r.About {
	case AboutPhone:
		v = strings.TrimPrefix(v, "+")
		return v, len(v) <= 15 && strings.Trim(v, "0123456789") == ""
	case AboutField:
		f := types[r.Key]
		if f.Type == TypeText || f.Type == TypeURL {
			return cleanText(v), true
		}
		c, err := f.canonical(v)
		if f.Type == TypeNumber { // it is read again whenever the rules are used
			c = unambiguous(c)
		}
		return c, err == nil
	case AboutGroup, AboutBlast:
		_, err := id.Parse[Group](v)
		return strings.ToLower(v), err == nil
	case AboutConsent:
		return v, State(v) == Granted || State(v) == Denied || State(v) == Unknown
	case AboutSource:
		return v, Source(v) == SourceTyped || Source(v) == SourceImport || Source(v) == SourceInbound
	case AboutCreated:
		c, err := canonicalDate(v)
		return c, err == nil
	}
	return cleanText(v), true
}

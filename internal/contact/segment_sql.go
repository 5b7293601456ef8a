package contact

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Blasts answers for the blasts that rules name. What it returns is a condition on contacts called c in which each ? stands for the next
// argument; it fails when there is no such blast.
type Blasts interface {
	SegmentCondition(ctx context.Context, q wsdb.Query, blast, outcome string) (condition string, args []any, err error)
	SegmentUses(ctx context.Context, q wsdb.Query) (map[SegmentID][]SegmentUse, error)
}

// compiler turns rules into conditions on contacts called c. Texts are those of this package; what people typed is only ever an argument.
type compiler struct {
	s      *Service
	q      wsdb.Query
	w      *where
	types  fieldTypes
	groups map[string]bool
	now    time.Time // in the zone of the workspace
}

// compiler reads what rules may name. Days are those of the workspace's time zone at the moment now.
func (s *Service) compiler(ctx context.Context, q wsdb.Query, w *where, now time.Time) (*compiler, error) {
	c := &compiler{s: s, q: q, w: w, groups: map[string]bool{}, now: now.UTC()}
	if s.deps.Zone != nil {
		zone, err := s.deps.Zone(ctx, q)
		if err != nil {
			return nil, err
		}
		c.now = now.In(zone)
	}
	list, err := s.Groups(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, g := range list {
		c.groups[g.ID.String()] = true
	}
	c.types, err = s.types(ctx, q)
	return c, err
}

// condition is true for the contacts that meet the rules, and never unknown. It fails with ErrRules when something they name is gone.
func (c *compiler) condition(ctx context.Context, r Rules) (string, error) {
	if err := r.check(c.types); err != nil {
		return "", err
	}
	groups := make([]string, 0, len(r.Groups))
	for i, g := range r.Groups {
		rules := make([]string, 0, len(g.Rules))
		for j := range g.Rules {
			one, err := c.rule(ctx, &g.Rules[j])
			if err != nil {
				return "", ErrRules.With(err).WithField("rules.groups["+strconv.Itoa(i)+"].rules["+strconv.Itoa(j)+"]", "rules.gone",
					"Something this rule names is no longer there.")
			}
			if g.Rules[j].Not {
				one = "NOT (" + one + ")"
			}
			rules = append(rules, "("+one+")")
		}
		groups = append(groups, "("+strings.Join(rules, joint(g.Match))+")")
	}
	return "(" + strings.Join(groups, joint(r.Match)) + ")", nil
}

func joint(m Match) string {
	if m == MatchAny {
		return " OR "
	}
	return " AND "
}

func (c *compiler) rule(ctx context.Context, r *Rule) (string, error) {
	switch r.About {
	case AboutName:
		return c.text(`c.name_key`, r, strings.ToLower), nil
	case AboutEmail:
		return c.text(`c.email`, r, strings.ToLower), nil
	case AboutPhone:
		if r.Test == TestPresent {
			return `c.phone IS NOT NULL`, nil
		}
		return `c.phone IS NOT NULL AND ` + c.any(r.Values, func(v string) string { return `c.phone LIKE ` + c.w.param("+"+v+"%") }), nil
	case AboutField:
		return c.field(r), nil
	case AboutGroup:
		return c.members(r)
	case AboutConsent:
		return c.any(r.Values, func(v string) string { return `c.consent_` + r.Key + ` = ` + strconv.Itoa(State(v).stored()) }), nil
	case AboutSuppressed:
		return `c.suppressed_at > 0`, nil
	case AboutActivity:
		return c.activity(r), nil
	case AboutBlast:
		return c.blast(ctx, r)
	case AboutCreated:
		return c.created(r), nil
	default:
		return c.equal(`c.source`, r.Values), nil
	}
}

// any is true when one of the values makes the condition true.
func (c *compiler) any(values []string, condition func(v string) string) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = condition(v)
	}
	return "(" + strings.Join(list, " OR ") + ")"
}

func (c *compiler) equal(expression string, values []string) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = c.w.param(v)
	}
	return expression + ` IN (` + strings.Join(list, ", ") + `)`
}

// text asks about a text that is not NULL and whose letters are folded already.
func (c *compiler) text(expression string, r *Rule, fold func(string) string) string {
	switch r.Test {
	case TestPresent:
		return expression + ` <> ''`
	case TestIs:
		list := make([]string, len(r.Values))
		for i, v := range r.Values {
			list[i] = fold(v)
		}
		return c.equal(expression, list)
	}
	before := either(r.Test == TestContains, "%", "")
	return c.any(r.Values, func(v string) string {
		return expression + ` LIKE ` + c.w.param(before+likeText.Replace(fold(v))+"%") + ` ESCAPE '\'`
	})
}

var likeText = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// foldASCII folds the letters A to Z, as lower() does under the collation of bytes on both engines.
func foldASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func (c *compiler) field(r *Rule) string {
	f := c.types[r.Key]
	value := `(c.fields ->> '` + f.Key + `')`
	if r.Test == TestPresent {
		return value + ` IS NOT NULL`
	}
	known := value + ` IS NOT NULL AND `
	switch f.Type {
	case TypeNumber:
		number := `CAST(` + value + ` AS DOUBLE PRECISION)`
		return known + c.compare(number, r, func(v string) any {
			n, err := strconv.ParseFloat(v, 64)
			if err != nil {
				panic("contact: a checked number cannot be read")
			}
			return n
		})
	case TypeDate:
		return known + c.date(value, r)
	case TypeList, TypeYesNo:
		return known + c.equal(value, r.Values)
	}
	return known + c.text(`lower(`+value+` COLLATE "C")`, r, foldASCII)
}

// compare asks about something that has an order.
func (c *compiler) compare(expression string, r *Rule, arg func(v string) any) string {
	param := func(i int) string { return c.w.param(arg(r.Values[i])) }
	switch r.Test {
	case TestAtLeast:
		return expression + ` >= ` + param(0)
	case TestAtMost:
		return expression + ` <= ` + param(0)
	case TestBetween:
		return expression + ` >= ` + param(0) + ` AND ` + expression + ` <= ` + param(1)
	}
	list := make([]string, len(r.Values))
	for i := range r.Values {
		list[i] = param(i)
	}
	return expression + ` IN (` + strings.Join(list, ", ") + `)`
}

// date asks about a date, which is stored as YYYY-MM-DD and sorts as a text.
func (c *compiler) date(value string, r *Rule) string {
	day := func(add int) string { return c.now.AddDate(0, 0, add).Format(time.DateOnly) }
	span := func(expression, from, until string) string {
		return expression + ` >= ` + c.w.param(from) + ` AND ` + expression + ` <= ` + c.w.param(until)
	}
	switch r.Test {
	case TestPastDays:
		return span(value, day(-r.Days), day(0))
	case TestNextDays:
		return span(value, day(0), day(r.Days))
	case TestBirthdayMonth:
		return `substr(` + value + `, 6, 2) = ` + c.w.param(day(0)[5:7])
	case TestBirthday:
		from, until := day(0)[5:], day(r.Days)[5:]
		if until == "02-28" && day(r.Days + 1)[5:] != "02-29" {
			until = "02-29" // in most years those of the 29th have no other day
		}
		round := `substr(` + value + `, 6, 5)`
		switch {
		case r.Days >= 366:
			return `TRUE`
		case from <= until && r.Days < 365:
			return span(round, from, until)
		}
		return `(` + round + ` >= ` + c.w.param(from) + ` OR ` + round + ` <= ` + c.w.param(until) + `)`
	}
	return c.compare(value, r, func(v string) any { return v })
}

// members asks about groups, contact by contact: no planner turns that into reading a large group for each page.
func (c *compiler) members(r *Rule) (string, error) {
	list := make([]string, len(r.Values))
	for i, v := range r.Values {
		if !c.groups[v] {
			return "", ErrGroupNotFound
		}
		list[i] = `COALESCE((SELECT TRUE FROM contact_group_member AS m WHERE m.group_id = ` + c.w.param(v) + ` AND m.contact_id = c.id), FALSE)`
	}
	return strings.Join(list, " OR "), nil
}

func (c *compiler) activity(r *Rule) string {
	at := `COALESCE((SELECT a.` + activityColumns[r.Key] + ` FROM contact_activity AS a WHERE a.contact_id = c.id), 0)`
	if r.Test == TestEver {
		return at + ` > 0`
	}
	return at + ` >= ` + c.w.param(max(1, clock.Micros(c.now.Add(-time.Duration(r.Days)*24*time.Hour))))
}

func (c *compiler) blast(ctx context.Context, r *Rule) (string, error) {
	var list []string
	for _, v := range r.Values {
		if c.s.blasts == nil {
			return "", ErrFilter
		}
		condition, args, err := c.s.blasts.SegmentCondition(ctx, c.q, v, r.Key)
		if err != nil {
			return "", err
		}
		list = append(list, c.w.bind(condition, args...))
	}
	return strings.Join(list, " OR "), nil
}

// created asks about the day on which a contact came to be.
func (c *compiler) created(r *Rule) string {
	if r.Test == TestPastDays {
		return `c.created_at >= ` + c.w.param(clock.Micros(c.now.Add(-time.Duration(r.Days)*24*time.Hour)))
	}
	start := func(v string, add int) string {
		t, err := time.ParseInLocation(time.DateOnly, v, c.now.Location())
		if err != nil {
			panic("contact: a checked date cannot be read")
		}
		return c.w.param(clock.Micros(t.AddDate(0, 0, add)))
	}
	switch r.Test {
	case TestAtLeast:
		return `c.created_at >= ` + start(r.Values[0], 0)
	case TestAtMost:
		return `c.created_at < ` + start(r.Values[0], 1)
	default:
		return `c.created_at >= ` + start(r.Values[0], 0) + ` AND c.created_at < ` + start(r.Values[1], 1)
	}
}

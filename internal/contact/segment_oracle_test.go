package contact_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/contact"
)

// fact is all there is to know about a contact, as the test made it.
type fact struct {
	contact.Contact
	activity map[string]time.Time
}

// oracle answers in memory what the database is asked in SQL. It is written from the description of the rules, not from the statement.
type oracle struct {
	types map[string]contact.FieldType
	now   time.Time // in the zone of the workspace
}

func (o oracle) meets(r contact.Rules, f *fact) bool {
	return some(r.Match, r.Groups, func(g contact.RuleGroup) bool {
		return some(g.Match, g.Rules, func(r contact.Rule) bool { return o.rule(r, f) != r.Not })
	})
}

func some[T any](m contact.Match, list []T, holds func(T) bool) bool {
	for _, x := range list {
		if holds(x) == (m == contact.MatchAny) {
			return m == contact.MatchAny
		}
	}
	return m == contact.MatchAll
}

func (o oracle) rule(r contact.Rule, f *fact) bool {
	either := func(holds func(v string) bool) bool { return slices.ContainsFunc(r.Values, holds) }
	switch r.About {
	case contact.AboutName:
		return texts(r, f.Name)
	case contact.AboutEmail:
		return texts(r, f.Email)
	case contact.AboutPhone:
		return f.Phone != nil && (r.Test == contact.TestPresent || either(func(v string) bool { return strings.HasPrefix(f.Phone.Digits(), strings.TrimPrefix(v, "+")) }))
	case contact.AboutGroup:
		return either(func(v string) bool {
			return slices.ContainsFunc(f.Groups, func(g contact.GroupRef) bool { return g.ID.String() == v })
		})
	case contact.AboutConsent:
		state := f.Consents[contact.Purpose(r.Key)].State
		return either(func(v string) bool { return v == string(state) || v == "unknown" && state == "" })
	case contact.AboutSuppressed:
		return f.Suppressed != nil
	case contact.AboutActivity:
		at, ever := f.activity[r.Key]
		return ever && (r.Test == contact.TestEver || o.now.Sub(at) <= time.Duration(r.Days)*24*time.Hour)
	case contact.AboutBlast:
		return strings.HasSuffix(f.Name, r.Key[:1])
	case contact.AboutCreated:
		return o.created(r, f.CreatedAt)
	case contact.AboutSource:
		return either(func(v string) bool { return v == string(f.Source) })
	}
	return o.field(r, f)
}

func texts(r contact.Rule, have string) bool {
	have = strings.ToLower(have)
	if r.Test == contact.TestPresent {
		return have != ""
	}
	return slices.ContainsFunc(r.Values, func(v string) bool {
		v = strings.ToLower(v)
		switch r.Test {
		case contact.TestContains:
			return strings.Contains(have, v)
		case contact.TestBegins:
			return strings.HasPrefix(have, v)
		}
		return have == v
	})
}

func (o oracle) created(r contact.Rule, at time.Time) bool {
	if r.Test == contact.TestPastDays {
		return o.now.Sub(at) <= time.Duration(r.Days)*24*time.Hour
	}
	return ordered(r, at.In(o.now.Location()).Format(time.DateOnly), strings.Compare)
}

// ordered compares with one value, or with two.
func ordered(r contact.Rule, have string, compare func(a, b string) int) bool {
	switch r.Test {
	case contact.TestAtLeast:
		return compare(have, r.Values[0]) >= 0
	case contact.TestAtMost:
		return compare(have, r.Values[0]) <= 0
	case contact.TestBetween:
		return compare(have, r.Values[0]) >= 0 && compare(have, r.Values[1]) <= 0
	}
	return slices.ContainsFunc(r.Values, func(v string) bool { return compare(have, v) == 0 })
}

func (o oracle) field(r contact.Rule, f *fact) bool {
	value, ok := f.Fields[r.Key]
	if !ok {
		return false
	}
	if r.Test == contact.TestPresent {
		return true
	}
	switch value := value.(type) {
	case bool:
		return slices.Contains(r.Values, strconv.FormatBool(value))
	case json.Number:
		return ordered(r, value.String(), func(a, b string) int {
			x, _ := strconv.ParseFloat(a, 64)
			y, _ := strconv.ParseFloat(b, 64)
			switch {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
	case string:
		switch o.types[r.Key] {
		case contact.TypeDate:
			return o.date(r, value)
		case contact.TypeList:
			return slices.Contains(r.Values, value)
		}
		return texts(r, value)
	}
	return false
}

func (o oracle) date(r contact.Rule, value string) bool {
	today := o.now.Format(time.DateOnly)
	switch r.Test {
	case contact.TestPastDays:
		return value <= today && value >= o.now.AddDate(0, 0, -r.Days).Format(time.DateOnly)
	case contact.TestNextDays:
		return value >= today && value <= o.now.AddDate(0, 0, r.Days).Format(time.DateOnly)
	case contact.TestBirthdayMonth:
		return value[5:7] == today[5:7]
	case contact.TestBirthday:
		for i := range r.Days + 1 {
			day, next := o.now.AddDate(0, 0, i).Format("01-02"), o.now.AddDate(0, 0, i+1).Format("01-02")
			if day == value[5:] || value[5:] == "02-29" && day == "02-28" && next == "03-01" {
				return true
			}
		}
		return false
	}
	return ordered(r, value, strings.Compare)
}

// dice makes rules by chance out of what there is.
type dice struct {
	*rand.Rand
	groups []string
	types  map[string]contact.FieldType
}

func pick[T any](d dice, list ...T) T { return list[d.IntN(len(list))] }

func (d dice) rules() contact.Rules {
	r := contact.Rules{Match: pick(d, contact.MatchAll, contact.MatchAny)}
	for range 1 + d.IntN(3) {
		g := contact.RuleGroup{Match: pick(d, contact.MatchAll, contact.MatchAny)}
		for range 1 + d.IntN(3) {
			g.Rules = append(g.Rules, d.rule())
		}
		r.Groups = append(r.Groups, g)
	}
	return r
}

func (d dice) some(list ...string) []string {
	n := 1 + d.IntN(2)
	out := make([]string, n)
	for i := range out {
		out[i] = pick(d, list...)
	}
	return out
}

func (d dice) rule() contact.Rule {
	r := contact.Rule{Not: d.IntN(3) == 0}
	texts := []contact.Test{contact.TestIs, contact.TestContains, contact.TestBegins, contact.TestPresent}
	about := []contact.About{
		contact.AboutName, contact.AboutPhone, contact.AboutEmail, contact.AboutField, contact.AboutField, contact.AboutField, contact.AboutField, contact.AboutGroup,
		contact.AboutConsent, contact.AboutSuppressed, contact.AboutActivity, contact.AboutActivity, contact.AboutBlast, contact.AboutCreated, contact.AboutSource,
	}
	switch r.About = pick(d, about...); r.About {
	case contact.AboutName:
		r.Test, r.Values = pick(d, texts...), d.some(names...)
	case contact.AboutEmail:
		r.Test, r.Values = pick(d, texts...), d.some("a", "B@toko.id", "a@toko.id", "@")
	case contact.AboutPhone:
		r.Test, r.Values = pick(d, contact.TestPresent, contact.TestBegins), d.some("62", "+60", "6281", "1")
	case contact.AboutGroup:
		r.Test, r.Values = contact.TestIs, d.some(d.groups...)
	case contact.AboutConsent:
		r.Key, r.Test, r.Values = pick(d, "promo", "service", "reminder"), contact.TestIs, d.some("granted", "denied", "unknown")
	case contact.AboutSuppressed:
		r.Test = contact.TestPresent
	case contact.AboutActivity:
		r.Key, r.Test = pick(d, kinds...), pick(d, contact.TestEver, contact.TestPastDays)
		r.Days = pick(d, 1, 7, 30, 90)
	case contact.AboutBlast:
		r.Key, r.Test, r.Values = pick(d, "got", "delivered", "read", "replied", "failed"), contact.TestIs, []string{"0198c1f2-7c1e-7a53-9f5e-0123456789ab"}
	case contact.AboutCreated:
		r.Test, r.Days = pick(d, contact.TestAtLeast, contact.TestAtMost, contact.TestBetween, contact.TestPastDays), pick(d, 1, 20, 60)
		r.Values = d.some("2026-11-24", "2026-11-25", "2026-10-01", "2027-01-01")
	case contact.AboutSource:
		r.Test, r.Values = contact.TestIs, d.some("typed", "import", "inbound")
	case contact.AboutField:
		d.field(&r)
	}
	d.fit(&r)
	return r
}

// fit gives a rule as many values as its test takes.
func (d dice) fit(r *contact.Rule) {
	switch r.Test {
	case contact.TestPresent, contact.TestEver, contact.TestPastDays, contact.TestNextDays, contact.TestBirthday, contact.TestBirthdayMonth:
		r.Values = nil
	case contact.TestBetween:
		r.Values = []string{r.Values[0], r.Values[len(r.Values)-1]}
	case contact.TestAtLeast, contact.TestAtMost:
		r.Values = r.Values[:1]
	}
}

var (
	names = []string{"Budi", "budi 100%", "É_lan", "élan", `a\b`, "SITI", "7", "g", "%", "_"}
	kinds = []string{"wrote", "replied", "sent", "delivered", "read", "blast", "promo"}
	days  = []string{"2026-11-25", "1990-11-24", "1988-11-30", "2026-12-20", "2000-02-29", "1999-12-31", "2026-01-05", "1995-01-10", "2026-11-01"}
)

func (d dice) field(r *contact.Rule) {
	r.Key = pick(d, "kota", "poin", "lahir", "level", "aktif", "situs")
	r.Test = pick(d, contact.TestIs, contact.TestPresent)
	switch d.types[r.Key] {
	case contact.TypeNumber:
		r.Test = pick(d, contact.TestIs, contact.TestAtLeast, contact.TestAtMost, contact.TestBetween, contact.TestPresent)
		r.Values = d.some("0", "9", "10", "2.5", "-3", "100000")
	case contact.TypeDate:
		r.Test = pick(d, contact.TestIs, contact.TestPresent, contact.TestAtLeast, contact.TestAtMost, contact.TestBetween, contact.TestPastDays,
			contact.TestNextDays, contact.TestBirthday, contact.TestBirthdayMonth)
		r.Values, r.Days = d.some(days...), pick(d, 0, 1, 7, 40, 200, 364, 365, 400)
	case contact.TypeList:
		r.Values = d.some("Emas", "Perak")
	case contact.TypeYesNo:
		r.Values = []string{pick(d, "true", "false")}
	default:
		r.Test = pick(d, contact.TestIs, contact.TestContains, contact.TestBegins, contact.TestPresent)
		r.Values = d.some("solo", "SOLO", "o", "50%_", "bandung", "https://a.id/x", "a.id")
	}
}

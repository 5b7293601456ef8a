package certificate

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/canon"
)

// view is a certificate in the words of a language, for the page and for the command line.
type view struct {
	Lang, Title, Lead, Checked string
	Facts                      []fact
	Sections                   []section
}

type fact struct {
	Name, Value string
	Code        bool // an id, a hash: set in a font of equal widths
}

type section struct {
	Title, Note string
	Facts       []fact
	Head        []column
	Rows        [][]string
	Items       []string
	Empty       string // what stands there instead of rows or items
}

type column struct {
	Name    string
	Numeric bool
	Code    bool
}

// language finds words and writes numbers and times; the zone is that of Jakarta, which has had one offset since 1964.
type language struct {
	tag, thousands, clock string
	words                 map[string]string
	months                [12]string
}

func languageOf(tag string) language {
	if tag == "en" {
		return language{tag, ",", "15:04:05", english, [12]string{
			"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
		}}
	}
	return language{"id", ".", "15.04.05", indonesian, [12]string{
		"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
	}}
}

// code finds the words for a code of a family, or gives the code back.
func (l language) code(family string, c string) string {
	if words, ok := l.words[family+"."+c]; ok {
		return words
	}
	return c
}

// both is a code with its words: "C3, contacts and groups".
func (l language) both(family, c string) string {
	if words := l.code(family, c); words != c {
		return c + ", " + words
	}
	return c
}

func (l language) number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + l.thousands + digits[i:]
	}
	return digits
}

func (l language) at(t canon.Time, missing string) string {
	if t.IsZero() {
		return l.words[missing]
	}
	here := t.In(time.FixedZone("WIB", 7*60*60))
	return strconv.Itoa(here.Day()) + " " + l.months[here.Month()-1] + " " + here.Format("2006, "+l.clock) + " WIB"
}

func describe(d document, l language) view {
	c, w := d.Certificate, l.words
	stage := strconv.Itoa(c.Stage)
	return view{
		Lang: l.tag, Title: w["title"], Lead: w["lead."+stage], Checked: w["checked"],
		Facts: []fact{
			{Name: w["stage"], Value: w["stage."+stage]},
			{Name: w["issued_at"], Value: l.at(c.IssuedAt, "none")},
			{Name: w["id"], Value: c.ID.String(), Code: true},
			{Name: w["instance"], Value: c.Instance.String(), Code: true},
			{Name: w["software"], Value: "Kelola Pesan " + c.Software},
			{Name: w["format"], Value: strconv.Itoa(c.Format)},
		},
		Sections: []section{
			l.request(c), l.scope(c), l.tables(c), l.blobs(c), l.keys(c), l.revocations(c), l.controls(c), l.scans(c), l.backups(c), l.refusals(c),
			l.uncovered(c), l.operators(c), l.ledger(c), l.check(d),
		},
	}
}

func (l language) request(c Certificate) section {
	w := l.words
	s := section{
		Title: w["request"],
		Facts: []fact{
			{Name: w["request.id"], Value: c.Request.ID.String(), Code: true},
			{Name: w["channel"], Value: l.code("channel", string(c.Request.Channel))},
			{Name: w["basis"], Value: l.code("basis", string(c.Request.LegalBasis))},
		},
		Head: []column{{Name: w["state"]}, {Name: w["at"]}},
	}
	for _, p := range c.Request.States {
		s.Rows = append(s.Rows, []string{l.code("state", string(p.State)), l.at(p.At, "none")})
	}
	return s
}

func (l language) scope(c Certificate) section {
	w := l.words
	s := section{Title: w["scope"], Note: w["scope.note"]}
	if c.Scope.Whole {
		s.Items = append(s.Items, w["scope.whole"])
	}
	for _, category := range c.Scope.Categories {
		s.Items = append(s.Items, l.both("category", category))
	}
	if c.Scope.Contacts > 0 {
		s.Facts = append(s.Facts, fact{Name: w["scope.people"], Value: l.number(c.Scope.Contacts) + " " + w["people"]})
	}
	if !c.Scope.Channel.IsZero() {
		s.Facts = append(s.Facts, fact{Name: w["scope.one"], Value: c.Scope.Channel.String(), Code: true})
	}
	s.Facts = append(s.Facts,
		fact{Name: w["cutoff"], Value: l.at(c.Scope.Cutoff, "none")},
		fact{Name: w["workspace"], Value: c.Workspace.Hash, Code: true},
		fact{Name: w["salt"], Value: c.Workspace.Salt, Code: true})
	return s
}

func (l language) tables(c Certificate) section {
	w := l.words
	s := section{
		Title: w["tables"], Empty: w["none"],
		Head: []column{
			{Name: w["table"], Code: true}, {Name: w["category"]}, {Name: w["found"], Numeric: true}, {Name: w["deleted"], Numeric: true},
			{Name: w["anonymised"], Numeric: true}, {Name: w["kept"]},
		},
	}
	var found, deleted, anonymised, kept int64
	for _, t := range c.Tables {
		var stays []string
		for _, k := range t.Kept {
			stays = append(stays, l.number(k.Rows)+": "+l.both("class", k.Class)+", "+l.until(k.Until))
			kept += k.Rows
		}
		if len(stays) == 0 {
			stays = []string{"0"}
		}
		found, deleted, anonymised = found+t.Found, deleted+t.Deleted, anonymised+t.Anonymised
		s.Rows = append(s.Rows, []string{
			t.Name, l.both("category", t.Category), l.number(t.Found), l.number(t.Deleted), l.number(t.Anonymised), strings.Join(stays, "; "),
		})
	}
	if len(c.Tables) > 1 {
		s.Rows = append(s.Rows, []string{w["total"], "", l.number(found), l.number(deleted), l.number(anonymised), l.number(kept)})
	}
	return s
}

func (l language) until(t canon.Time) string {
	if t.IsZero() {
		return l.words["no_end"]
	}
	return l.words["until"] + " " + l.at(t, "no_end")
}

func (l language) blobs(c Certificate) section {
	w := l.words
	return section{Title: w["blobs"], Facts: []fact{
		{Name: w["blobs.count"], Value: l.number(c.Blobs.Count)}, {Name: w["blobs.bytes"], Value: l.number(c.Blobs.Bytes) + " " + w["unit"]},
	}}
}

func (l language) keys(c Certificate) section {
	w := l.words
	s := section{Title: w["keys"], Note: w["keys.note"], Empty: w["none"], Head: []column{{Name: w["fingerprint"], Code: true}, {Name: w["destroyed"]}}}
	for _, k := range c.Keys {
		s.Rows = append(s.Rows, []string{k.Fingerprint, l.at(k.DestroyedAt, "not_yet")})
	}
	return s
}

func (l language) check(d document) section {
	w := l.words
	return section{Title: w["check"], Note: w["check.note"], Facts: []fact{
		{Name: w["key_id"], Value: d.Certificate.PublicKey, Code: true},
		{Name: w["public_key"], Value: base64.StdEncoding.EncodeToString(d.PublicKey), Code: true},
		{Name: w["signature"], Value: base64.StdEncoding.EncodeToString(d.Signature), Code: true},
	}}
}

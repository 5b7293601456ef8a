package erase

import (
	"regexp"
	"strings"

	"github.com/kelolapesan/kelola/internal/contact"
)

// Selection is some rows of a table.
type Selection struct {
	Table string
	Where string // with numbered parameters
	Args  []any
}

// byText compares an id as a text, which no index serves.
var byText = regexp.MustCompile(`CAST\((\w+\.)?(\w+) AS TEXT\) = \{contact\}`)

// OfContact are the rows about one person: what a deletion of them removes, but for files that nobody can be found for, keyed hashes, and events
// as they came, which cannot be searched by person.
func OfContact(c contact.ID) []Selection {
	g := given{contact: c.String()}
	whole := rule{table: "contact", where: `CAST(id AS TEXT) = {contact}`}
	groups := rule{table: "contact_group", where: `id IN (SELECT m.group_id FROM contact_group_member AS m WHERE CAST(m.contact_id AS TEXT) = {contact})`}
	var out []Selection
	at := map[string]int{}
	for _, r := range append([]rule{whole, groups}, ofContact...) {
		if r.set != "" || r.table == "contact_former" {
			continue
		}
		where := strings.TrimSpace(strings.ReplaceAll(r.where, "OR "+orphanFile, ""))
		text, args := g.bind(byText.ReplaceAllString(where, `${1}${2} = {contact}`))
		if i, twice := at[r.table]; twice { // of two rules for a table either may be met, with the same one value
			out[i].Where = "(" + out[i].Where + ") OR (" + text + ")"
			continue
		}
		at[r.table] = len(out)
		out = append(out, Selection{Table: r.table, Where: text, Args: args})
	}
	return out
}

// Package datamap owns the answer to "what do we keep, why, and for how long": a category and a retention class for every column,
// blob kind, job kind and log field.
package datamap

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Category says whose data a thing is, in the words of the data-deletion page.
type Category string

// The categories.
const (
	InstagramConnection Category = "C1"
	InstagramEvents     Category = "C2"
	Contacts            Category = "C3"
	Chats               Category = "C4"
	Sending             Category = "C5" // blasts, bots, sequences, jobs, delivery logs
	Attachments         Category = "C6"
	NumberChecks        Category = "C7"
	APIKeys             Category = "C8"
	Installation        Category = "SYS" // the system database: customers of the operator, not their contacts
	WorkspaceSetting    Category = "WS"
	Technical           Category = "K" // keys and ids without content of their own
)

// Class says how long a thing is kept.
type Class string

// The retention classes.
const (
	Raw           Class = "R0" // raw events 7 days, their key hashes 8, queue rows 24 hours
	AppLog        Class = "R1" // 14 days
	DeliveryLog   Class = "R2" // 90 days, set per workspace
	Audit         Class = "R3" // 12 months, the actor pseudonymised at erasure
	Billing       Class = "R4" // set by the operator
	Backup        Class = "R5" // 30 days
	Aggregate     Class = "R6" // anonymous totals
	Ledger        Class = "R7" // certificates: longest backup and five years
	WithWorkspace Class = "W"  // as long as the workspace
	UntilErased   Class = "E"  // until erased, or with the row it belongs to
)

// Tag is what is registered about one thing.
type Tag struct {
	Category Category
	Class    Class
}

// known reports whether a tag is made of categories and classes there are.
func known(t Tag) bool {
	all := []Category{
		InstagramConnection, InstagramEvents, Contacts, Chats, Sending, Attachments, NumberChecks, APIKeys, Installation, WorkspaceSetting, Technical,
	}
	kept := []Class{Raw, AppLog, DeliveryLog, Audit, Billing, Backup, Aggregate, Ledger, WithWorkspace, UntilErased}
	return slices.Contains(all, t.Category) && slices.Contains(kept, t.Class)
}

// Column is one registered column.
type Column struct {
	Database string // "system", "workspace" or "keys"
	Table    string
	Name     string
	Tag      Tag
}

// Group is a set of tables made by a library or an extension, registered by the beginning of their names.
type Group struct {
	Database string
	Prefix   string
	Tag      Tag
	Why      string
}

// Groups lists the tables whose columns are not ours to comment.
func Groups() []Group {
	return []Group{
		{"system", "migration", Tag{Technical, WithWorkspace}, "which migrations were applied"},
		{"workspace", "migration", Tag{Technical, WithWorkspace}, "which migrations were applied"},
		{"keys", "migration", Tag{Technical, WithWorkspace}, "which migrations were applied"},
		{"system", "river_", Tag{Installation, Raw}, "the job queue; arguments are ids"},
		{"workspace", "whatsmeow_", Tag{Chats, WithWorkspace}, "the linked device's session, keys and address book"},
		{"workspace", "textindex_contact_words", Tag{Contacts, UntilErased}, "the full-text index of contacts and what SQLite keeps beside it"},
		{"workspace", "textindex_message_words", Tag{Chats, UntilErased}, "the full-text index of messages and what SQLite keeps beside it"},
		{"system", "sqlite_", Tag{Technical, WithWorkspace}, "SQLite's own"},
		{"workspace", "sqlite_", Tag{Technical, WithWorkspace}, "SQLite's own"},
	}
}

// Registry is every registered column.
type Registry struct {
	columns []Column
	index   map[[3]string]Tag
}

// Columns lists the registered columns by database, table and name.
func (r *Registry) Columns() []Column { return slices.Clone(r.columns) }

// Of returns what is registered about a column, by itself or with its group.
func (r *Registry) Of(database, table, column string) (Tag, bool) {
	if tag, ok := r.index[[3]string{database, table, column}]; ok {
		return tag, true
	}
	for _, g := range Groups() {
		if g.Database == database && strings.HasPrefix(table, g.Prefix) {
			return g.Tag, true
		}
	}
	return Tag{}, false
}

var (
	createTable = regexp.MustCompile(`(?i)^\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([a-z0-9_]+)"?\s*\(`)
	addColumn   = regexp.MustCompile(`(?i)^\s*ALTER\s+TABLE\s+"?([a-z0-9_]+)"?\s+ADD\s+(?:COLUMN\s+)?"?([a-z0-9_]+)"?\s`)
	columnLine  = regexp.MustCompile(`^\s*"?([a-z][a-z0-9_]*)"?\s+[A-Za-z]`)
	constraint  = regexp.MustCompile(`(?i)^\s*(PRIMARY\s+KEY|UNIQUE|CHECK|FOREIGN\s+KEY|CONSTRAINT|EXCLUDE)\b`)
	tagComment  = regexp.MustCompile(`--\s*(\S+)\s+(\S+)\s*$`)
	tableEnd    = regexp.MustCompile(`^\s*\)`)
)

// Parse reads the registrations out of migrations: in a CREATE TABLE each column stands on a line of its own and ends with a
// comment of category and class ("-- C3 E"); so does an ALTER TABLE … ADD COLUMN. dirs are the databases.
func Parse(files fs.FS, dirs ...string) (*Registry, error) {
	r := &Registry{index: map[[3]string]Tag{}}
	for _, dir := range dirs {
		entries, err := fs.ReadDir(files, dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".sql") {
				continue
			}
			text, err := fs.ReadFile(files, path.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			if err := r.parse(dir, path.Join(dir, e.Name()), string(text)); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(r.columns, func(a, b Column) int {
		return strings.Compare(a.Database+" "+a.Table+" "+a.Name, b.Database+" "+b.Table+" "+b.Name)
	})
	return r, nil
}

func (r *Registry) parse(database, file, text string) error {
	table := ""
	for n, line := range strings.Split(text, "\n") {
		where := fmt.Sprintf("%s:%d", file, n+1)
		if m := addColumn.FindStringSubmatch(line); m != nil {
			if err := r.register(where, line, Column{Database: database, Table: m[1], Name: m[2]}); err != nil {
				return err
			}
			continue
		}
		if m := createTable.FindStringSubmatch(line); m != nil {
			table = m[1]
			continue
		}
		if table == "" {
			continue
		}
		if tableEnd.MatchString(line) {
			table = ""
			continue
		}
		if constraint.MatchString(line) {
			continue
		}
		if m := columnLine.FindStringSubmatch(line); m != nil {
			if err := r.register(where, line, Column{Database: database, Table: table, Name: m[1]}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Registry) register(where, line string, c Column) error {
	m := tagComment.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("datamap: %s: %s.%s has no category and class at the end of its line", where, c.Table, c.Name)
	}
	c.Tag = Tag{Category: Category(m[1]), Class: Class(m[2])}
	if !known(c.Tag) {
		return fmt.Errorf("datamap: %s: %s.%s is registered as %q %q, which do not exist", where, c.Table, c.Name, m[1], m[2])
	}
	key := [3]string{c.Database, c.Table, c.Name}
	if before, twice := r.index[key]; twice {
		if before != c.Tag {
			return fmt.Errorf("datamap: %s: %s.%s is registered twice, differently", where, c.Table, c.Name)
		}
		return nil
	}
	r.index[key] = c.Tag
	r.columns = append(r.columns, c)
	return nil
}

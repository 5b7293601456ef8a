package comment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// past is what the answers to some persons were before.
type past struct {
	last  map[[2]string]time.Time // by rule and person
	texts map[[3]string]time.Time // and words
	also  map[string][]string     // under what else a person is known
}

func newPast() *past {
	return &past{last: map[[2]string]time.Time{}, texts: map[[3]string]time.Time{}, also: map[string][]string{}}
}

func (p *past) answered(rule RuleID, person string) time.Time {
	at := p.last[[2]string{rule.String(), person}]
	for _, other := range p.also[person] {
		at = later(at, p.last[[2]string{rule.String(), other}])
	}
	return at
}

func (p *past) wrote(rule RuleID, person, text string) time.Time {
	words := wordsKey(text)
	at := p.texts[[3]string{rule.String(), person, words}]
	for _, other := range p.also[person] {
		at = later(at, p.texts[[3]string{rule.String(), other, words}])
	}
	return at
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// wordsKey stands for a text where only its being the same matters.
func wordsKey(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// note adds an answer; of several the newest counts.
func (p *past) note(rule RuleID, person, words string, at time.Time) {
	if person == "" {
		return
	}
	if k := [2]string{rule.String(), person}; p.last[k].Before(at) {
		p.last[k] = at
	}
	if k := [3]string{rule.String(), person, words}; p.texts[k].Before(at) {
		p.texts[k] = at
	}
}

// same notes that two words are for one person.
func (p *past) same(a, b string) {
	if !slices.Contains(p.also[a], b) {
		p.also[a], p.also[b] = append(p.also[a], b), append(p.also[b], a)
	}
}

// past reads what was answered before to the authors of comments; what was answered to the excepted ones does not count. A delivery names
// an author by a handle, a list of comments perhaps by the username alone: both are looked for.
func (s *Service) past(ctx context.Context, q wsdb.Query, list []Comment, except []ID) (*past, error) {
	p := newPast()
	persons := map[string]bool{}
	var nameless []string // without a handle, that is
	for i := range list {
		c := &list[i]
		if c.Own || c.person() == "" {
			continue
		}
		persons[c.person()] = true
		switch name := byName(c.Username); {
		case c.Handle != "" && name != "":
			persons[name] = true
			p.same(c.Handle, name)
		case c.Handle == "":
			nameless = append(nameless, c.Username)
		}
	}
	if len(nameless) > 0 {
		known, err := s.d.Contacts.HandlesNamed(ctx, q, nameless)
		if err != nil {
			return nil, err
		}
		for _, h := range known {
			persons[h.ID] = true
			p.same(h.ID, byName(h.Username))
		}
	}
	if len(persons) == 0 {
		return p, nil
	}
	return p, s.store.readPast(ctx, q, p, persons, except)
}

// pastQuery leaves out what never reached the person: who was refused once may be answered for another comment.
func (s store) pastQuery() string {
	return `SELECT rule_id, person, words, MAX(written_at) FROM comment_match WHERE person IN ` + s.in() + `
		AND outcome = 'answered' AND comment_id NOT IN ` + strings.ReplaceAll(s.ids(), "$1", "$2") + `
		AND NOT EXISTS (SELECT 1 FROM send WHERE send.id = comment_match.private_send AND send.state IN ('failed', 'skipped'))
		GROUP BY rule_id, person, words`
}

func (s store) readPast(ctx context.Context, q wsdb.Query, p *past, persons map[string]bool, except []ID) error {
	list := make([]string, 0, len(persons))
	for person := range persons {
		list = append(list, person)
	}
	rows, err := q.Query(ctx, s.pastQuery(), asJSON(list), asJSON(except))
	if err != nil {
		return fmt.Errorf("read what was answered: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var rule RuleID
		var person, words string
		var at int64
		if err := rows.Scan(&rule, &person, &words, &at); err != nil {
			return err
		}
		p.note(rule, person, words, clock.Time(at))
	}
	return rows.Err()
}

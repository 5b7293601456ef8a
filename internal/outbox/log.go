package outbox

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Filter narrows a list of sends; zero values do not narrow.
type Filter struct {
	State    State
	Lane     *Lane
	Channel  channel.ID
	From, To time.Time // when it entered the ledger: from the first moment on, before the second one
	Number   string    // the last digits of the number it went to
	After    ID        // continue after this send
	Limit    int
}

// The ids that sort before and behind every other one.
const (
	firstID = "00000000-0000-0000-0000-000000000000"
	lastID  = "ffffffff-ffff-ffff-ffff-ffffffffffff"
)

// minDigits is how many digits of a number a search needs; fewer fit too many.
const minDigits = 4

// idSlack is by how much the time in an id may differ from when its send was added: a transaction takes its time, and clocks are set.
const idSlack = time.Hour

// backwards is a number without its plus from the last digit to the first, as the index send_number holds it.
const backwards = `(substr(phone,16,1)||substr(phone,15,1)||substr(phone,14,1)||substr(phone,13,1)||substr(phone,12,1)||substr(phone,11,1)||substr(phone,10,1)||substr(phone,9,1)||substr(phone,8,1)||substr(phone,7,1)||substr(phone,6,1)||substr(phone,5,1)||substr(phone,4,1)||substr(phone,3,1)||substr(phone,2,1))`

// inTrouble is the condition of the index send_trouble. SQLite uses a partial index only where its condition stands in the text.
const inTrouble = ` AND state IN ('held', 'unknown', 'failed')`

// stateTexts are the states that a list can ask for.
var stateTexts = map[State]string{
	StateHeld: `state = 'held'` + inTrouble, StateUnknown: `state = 'unknown'` + inTrouble, StateFailed: `state = 'failed'` + inTrouble,
	StateSkipped: `state = 'skipped'`,
}

// List reads sends, newest first: of one state that needs a look, or of all.
func (s *Service) List(ctx context.Context, q wsdb.Query, f Filter) ([]Send, error) {
	text, args, err := f.query()
	if err != nil {
		return nil, err
	}
	return s.store.list(ctx, q, text, args...)
}

// query is the statement of a filter. Conditions that an index has to serve are in the text, the rest narrows what it finds.
func (f Filter) query() (text string, args []any, err error) {
	where := []string{`logged`}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	before := lastID
	if !f.To.IsZero() {
		before = idAt(f.To.Add(idSlack))
		add(`created_at < $%d`, clock.Micros(f.To))
	}
	if !f.After.IsZero() && f.After.String() < before {
		before = f.After.String()
	}
	add(`id < $%d`, before)
	if !f.From.IsZero() {
		add(`id >= $%d`, idAt(f.From.Add(-idSlack)))
		add(`created_at >= $%d`, clock.Micros(f.From))
	}
	if f.State != "" {
		known, ok := stateTexts[f.State]
		if !ok {
			return "", nil, ErrStateUnusable
		}
		where = append(where, known)
	}
	if f.Lane != nil {
		add(`lane = $%d`, *f.Lane)
		if *f.Lane < Blast {
			where = append(where, `lane < 4`)
		}
	}
	if !f.Channel.IsZero() {
		add(`channel_id = $%d`, f.Channel)
	}
	with := ``
	if f.Number != "" {
		first, last, err := numberRange(f.Number)
		if err != nil {
			return "", nil, err
		}
		args = append(args, first, last)
		// The number is looked for first, whatever else is asked: it leaves few.
		with = fmt.Sprintf(`WITH hit AS MATERIALIZED (SELECT id FROM send WHERE `+backwards+` >= $%d AND `+backwards+` <= $%d) `, len(args)-1, len(args))
		where = append(where, `id IN (SELECT id FROM hit)`)
	}
	args = append(args, f.Limit)
	return with + `SELECT ` + sendColumns + ` FROM send WHERE ` + strings.Join(where, ` AND `) + fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args, nil
}

// numberRange is between what numbers that end in the digits stand, read backwards. A number has at most fifteen digits.
func numberRange(ending string) (first, last string, err error) {
	if len(ending) < minDigits || len(ending) > 15 || strings.Trim(ending, "0123456789") != "" {
		return "", "", ErrNumberUnusable
	}
	b := []byte(ending)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b), string(b) + strings.Repeat("9", 16-len(b)), nil
}

// Ending makes of what a person typed the last digits to look for: all of them where it is a whole number, also one without the country.
func Ending(typed, countryPrefix string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, typed)
	if strings.HasPrefix(digits, "0") || strings.HasPrefix(strings.TrimSpace(typed), "+") {
		if n, err := phone.Parse(typed, countryPrefix); err == nil {
			return n.Digits()
		}
	}
	return digits
}

// idAt is an id that sorts before all that are made from a moment on and behind all that were made before it.
func idAt(t time.Time) string {
	var b [16]byte
	ms := max(t.UnixMilli(), 1)
	for i := range 6 {
		b[i] = byte(ms >> (8 * (5 - i)))
	}
	return id.From[Send](b).String()
}

package channel

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const forgottenPurpose = "channel.forgotten"

const putForgotten = `INSERT INTO forgotten (subject, before_at) VALUES ($1, $2)
	ON CONFLICT (subject) DO UPDATE SET before_at = CASE WHEN forgotten.before_at < excluded.before_at THEN excluded.before_at ELSE forgotten.before_at END`

// ForgetPerson keeps out what a person did before a moment and a network tells only afterwards. What they do later comes in as ever, and
// so does an order to stop.
func (i *Ingest) ForgetPerson(ctx context.Context, tx *wsdb.Tx, a Address, before time.Time) error {
	number, user := addressHashes(tx.Box(), forgottenPurpose, a)
	return errors.Join(forget(ctx, tx, number, before), forget(ctx, tx, user, before))
}

// ForgetChannel keeps out what people wrote on a channel before a moment and the network tells only afterwards.
func (i *Ingest) ForgetChannel(ctx context.Context, tx *wsdb.Tx, ch ID, before time.Time) error {
	return forget(ctx, tx, channelHash(tx.Box(), ch), before)
}

func forget(ctx context.Context, tx *wsdb.Tx, subject string, before time.Time) error {
	if subject == "" {
		return nil
	}
	if _, err := tx.Exec(ctx, putForgotten, subject, clock.Micros(before)); err != nil {
		return fmt.Errorf("remember what is forgotten: %w", err)
	}
	return nil
}

func channelHash(box *crypt.Box, ch ID) string {
	sum := box.KeyedHash(forgottenPurpose, []byte("channel:"+ch.String()))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// Settle processes what is stored of a workspace, whether or not the workspace is paused, so that everything that has come in stands in
// the tables.
func (i *Ingest) Settle(ctx context.Context, ws id.Workspace) error {
	return i.process(ctx, ws, func() bool { return false })
}

// past is what of a batch must not come back.
type past struct {
	tx      *wsdb.Tx
	last    time.Time            // nothing that happened later is forgotten
	seen    map[string]time.Time // by subject
	dropped int64                // events that came and told of nothing else
}

func forgottenPast(ctx context.Context, tx *wsdb.Tx) (*past, error) {
	var last int64
	err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(before_at), 0) FROM forgotten`).Scan(&last)
	return &past{tx: tx, last: clock.Time(last), seen: map[string]time.Time{}}, err
}

// without leaves out what was forgotten. Of an event that tells of nothing else the bytes go too.
func (p *past) without(ctx context.Context, of prepared) (left []Event, err error) {
	for _, ev := range of.events {
		gone, err := p.has(ctx, of.channel, ev)
		if err != nil {
			return nil, err
		}
		if !gone {
			left = append(left, ev)
		}
	}
	if len(left) == 0 && len(of.events) > 0 {
		p.dropped++
		err = empty(ctx, p.tx, of.id)
	}
	return left, err
}

func (p *past) has(ctx context.Context, ch ID, ev Event) (bool, error) {
	who, at, told := whoWhen(ev)
	if !told || at.IsZero() || !at.Before(p.last) {
		return false, nil
	}
	number, user := addressHashes(p.tx.Box(), forgottenPurpose, who)
	for _, subject := range []string{channelHash(p.tx.Box(), ch), number, user} {
		before, err := p.before(ctx, subject)
		if err != nil || at.Before(before) {
			return err == nil, err
		}
	}
	return false, nil
}

func (p *past) before(ctx context.Context, subject string) (time.Time, error) {
	if before, ok := p.seen[subject]; ok || subject == "" {
		return before, nil
	}
	var at int64
	err := p.tx.QueryRow(ctx, `SELECT before_at FROM forgotten WHERE subject = $1`, subject).Scan(&at)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, fmt.Errorf("read what is forgotten: %w", err)
	}
	p.seen[subject] = clock.Time(at)
	return p.seen[subject], nil
}

// whoWhen says who did something of which an event tells, and when. Orders of a person, news about messages of ours and about the channel
// are not told: they hold, or change nothing, whatever was deleted.
func whoWhen(ev Event) (who Address, at time.Time, told bool) {
	switch e := ev.(type) {
	case MessageReceived:
		return e.From, e.At, true
	case MessageEchoed:
		return e.To, e.At, true
	case MessageEdited:
		return e.From, e.At, true
	case MessageRevoked:
		return e.From, e.At, true
	case CommentReceived:
		return e.From, e.At, true
	case SeenReceived:
		return e.From, e.At, true
	case AnnouncedMessage:
		return e.From, e.At, true
	}
	return Address{}, time.Time{}, false
}

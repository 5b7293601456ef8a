// Package mail owns e-mail: an outbox in the system database from which it leaves, and the mailbox of the public address.
package mail

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Message is one e-mail. Key is the writer's name for it: what was added under a key is not added again.
type Message struct {
	Key     string `json:"-"`
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	Answers string `json:"answers,omitempty"` // the id of the message that this answers
}

// Limits of the outbox.
const (
	giveUpAfter = datamap.MailLife
	keepKeys    = 30 * 24 * time.Hour
	firstPause  = time.Minute
	longPause   = 6 * time.Hour
	lookAgain   = time.Minute
	page        = 20
)

// Why a mail was given up.
const (
	ProblemRefused = "refused" // the server said that it never will
	ProblemTooLate = "too_late"
	ProblemBroken  = "broken" // it cannot be opened or written
)

// Deps are what a Service needs.
type Deps struct {
	System *sysdb.DB
	Clock  clock.Clock
	Log    *slog.Logger
	SMTP   config.SMTP
	// Hold says that nothing may leave.
	Hold func() bool
}

// Service keeps the outbox.
type Service struct {
	d    Deps
	wake chan struct{}
}

// New makes a Service.
func New(d Deps) *Service {
	if d.Hold == nil {
		d.Hold = func() bool { return false }
	}
	return &Service{d: d, wake: make(chan struct{}, 1)}
}

// On says whether e-mail leaves at all.
func (s *Service) On() bool { return s.d.SMTP.Host != "" }

const (
	insertMail = `INSERT INTO mail_outbox (id, mail_key, sealed, attempts, next_at, created_at, ended_at, problem) VALUES ($1, $2, $3, 0, $4, $4, 0, '')
		ON CONFLICT (mail_key) DO NOTHING`
	dueMails = `SELECT id, sealed, attempts FROM mail_outbox WHERE ended_at = 0 AND next_at <= $1 ORDER BY next_at, id LIMIT $2`
	laterOn  = `UPDATE mail_outbox SET attempts = attempts + 1, next_at = $2 WHERE id = $1`
	endMail  = `UPDATE mail_outbox SET attempts = attempts + 1, ended_at = $2, problem = $3, sealed = $4 WHERE id = $1`
	endOld   = `UPDATE mail_outbox SET ended_at = $2, problem = '` + ProblemTooLate + `', sealed = $3 WHERE ended_at = 0 AND created_at <= $1`
	purge    = `DELETE FROM mail_outbox WHERE ended_at > 0 AND ended_at < $1`
	counts   = `SELECT COUNT(CASE WHEN ended_at = 0 THEN 1 END), COUNT(CASE WHEN problem <> '' THEN 1 END) FROM mail_outbox`
)

const purpose = "mail.outbox"

// Add puts a mail into the outbox as part of a transaction. Where no server is configured it does nothing.
func (s *Service) Add(ctx context.Context, tx *sysdb.Tx, m Message) error {
	if !s.On() {
		return nil
	}
	plain, err := json.Marshal(m)
	if err != nil {
		return err
	}
	ref := id.New[Message]()
	place := ref.Bytes()
	sealed, err := s.d.System.Box().Seal(purpose, plain, place[:])
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertMail, ref, m.Key, sealed, clock.Micros(tx.Now())); err != nil {
		return fmt.Errorf("put mail into the outbox: %w", err)
	}
	tx.AfterCommit(s.ask)
	return nil
}

func (s *Service) ask() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Counts says how many mails wait, and how many were given up within the last month.
func (s *Service) Counts(ctx context.Context) (waiting, failed int, err error) {
	err = s.d.System.Read(ctx, func(q sysdb.Query) error { return q.QueryRow(ctx, counts).Scan(&waiting, &failed) })
	return waiting, failed, err
}

// Run sends what is due until ctx ends. Where no server is configured any more it still ends what waits.
func (s *Service) Run(ctx context.Context) {
	for {
		if err := s.Due(ctx); err != nil && ctx.Err() == nil {
			s.d.Log.WarnContext(ctx, "the outbox of e-mail could not be read; it is taken up again", slog.Any("err", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-s.d.Clock.After(lookAgain):
		}
	}
}

type waiting struct {
	id       id.ID[Message]
	sealed   []byte
	attempts int
}

// Due sends what is due. A mail that was cut off by a crash leaves again under the same id.
func (s *Service) Due(ctx context.Context) error {
	now := s.d.Clock.Now()
	err := s.tidy(ctx, now)
	for err == nil && s.On() && !s.d.Hold() {
		var list []waiting
		if list, err = s.due(ctx, now); err != nil || len(list) == 0 {
			return err
		}
		for i := range list {
			err = errors.Join(err, s.try(ctx, &list[i], now))
		}
	}
	return err
}

// tidy gives up what has waited too long, also while nothing may leave, and forgets the keys of a month ago.
func (s *Service) tidy(ctx context.Context, now time.Time) error {
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		old, err := tx.Exec(ctx, endOld, clock.Micros(now.Add(-giveUpAfter)), clock.Micros(now), []byte{})
		if err != nil {
			return err
		}
		if n, _ := old.RowsAffected(); n > 0 {
			s.d.Log.WarnContext(ctx, "e-mails were given up", slog.String("reason", ProblemTooLate), slog.Int64("count", n))
		}
		_, err = tx.Exec(ctx, purge, clock.Micros(now.Add(-keepKeys)))
		return err
	})
}

func (s *Service) due(ctx context.Context, now time.Time) (out []waiting, err error) {
	err = s.d.System.Read(ctx, func(q sysdb.Query) error {
		rows, err := q.Query(ctx, dueMails, clock.Micros(now), page)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var w waiting
			if err := rows.Scan(&w.id, &w.sealed, &w.attempts); err != nil {
				return err
			}
			out = append(out, w)
		}
		return rows.Err()
	})
	return out, err
}

// try sends one mail and writes down what came of it.
func (s *Service) try(ctx context.Context, w *waiting, now time.Time) error {
	place := w.id.Bytes()
	var m Message
	plain, err := s.d.System.Box().Open(purpose, w.sealed, place[:])
	if err == nil {
		err = json.Unmarshal(plain, &m)
	}
	problem := ""
	if err != nil {
		problem = ProblemBroken
	} else if problem = s.send(ctx, w, &m, now); problem == retry {
		pause := min(firstPause<<min(w.attempts, 10), longPause)
		return s.change(ctx, laterOn, w.id, clock.Micros(now.Add(pause)))
	}
	if problem != "" {
		s.d.Log.WarnContext(ctx, "an e-mail was given up", slog.String("reason", problem), slog.Int("attempt", w.attempts+1))
	}
	return s.change(ctx, endMail, w.id, clock.Micros(now), problem, []byte{})
}

func (s *Service) change(ctx context.Context, text string, args ...any) error {
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, text, args...)
		return err
	})
}

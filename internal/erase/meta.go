package erase

import (
	"context"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/webhook"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// found is an account that Meta speaks of, with the workspace that has or had it.
type found struct {
	workspace id.Workspace
	channel   channel.ID
	connected time.Time
}

// FromMeta takes a deletion that Meta asks for and returns the code of its status page. A repeat of the same notice is the same request under
// the same code. The id in it is the account's or the one for this app, which is not documented (Meta docs, data deletion callback, read
// 2026-11), so both are looked for, also among accounts that have left. A notice from before the account was connected again is about an
// earlier connection and deletes nothing.
func (s *Service) FromMeta(ctx context.Context, n webhook.SignedRequest) (code string, err error) {
	return s.fromMeta(ctx, n, audit.Thing{})
}

// fromMeta is FromMeta for a notice that an operator hands on.
func (s *Service) fromMeta(ctx context.Context, n webhook.SignedRequest, by audit.Thing) (code string, err error) {
	sum := s.d.Hasher.KeyedHash("erasure.meta", []byte(n.UserID+"\n"+strconv.FormatInt(n.IssuedAt.Unix(), 10)))
	code = strings.ToLower(base32.StdEncoding.EncodeToString(sum)[:26])
	r := Request{Way: ByMeta, Scope: Scope{Categories: []datamap.Category{datamap.InstagramConnection, datamap.InstagramEvents}}, code: code}
	err = s.d.System.Read(ctx, func(q sysdb.Query) error {
		_, err := find(ctx, q, byRepeat, s.noticeKey(n))
		return err
	})
	if !errors.Is(err, ErrNotFound) {
		return code, err // a repeat, or nothing can be read now
	}
	account, err := s.account(ctx, n.UserID)
	if err != nil {
		return "", err
	}
	known := !account.channel.IsZero() && (n.IssuedAt.IsZero() || !n.IssuedAt.Before(account.connected.Truncate(time.Second)))
	if known {
		r.Workspace, r.Scope.Channel = account.workspace, account.channel
		if r.Plan, err = s.Preview(ctx, r.Workspace, r.Scope); err != nil {
			return "", err
		}
	}
	err = s.put(ctx, &r, s.noticeKey(n), func(tx *sysdb.Tx) error {
		r.GraceTill = tx.Now()
		if !known {
			return move(ctx, tx, &r, by.String(), "", Received, NoData)
		}
		return handedOn(ctx, tx, &r, by)
	})
	if errors.Is(err, ErrRunning) {
		return s.also(ctx, code, s.noticeKey(n), &r, by)
	}
	s.Wake()
	return code, err
}

// noticeKey tells a repeat of a notice; the code of the status page cannot be made of it.
func (s *Service) noticeKey(n webhook.SignedRequest) string {
	return hex.EncodeToString(s.d.Hasher.KeyedHash("erasure.notice", []byte(n.UserID+"\n"+strconv.FormatInt(n.IssuedAt.Unix(), 10))))
}

// also answers a notice about data that is being deleted at this moment with a request that comes after it.
func (s *Service) also(ctx context.Context, code, key string, r *Request, by audit.Thing) (string, error) {
	err := s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		r.ID, r.Received, r.GraceTill = id.New[Request](), tx.Now(), tx.Now()
		if err := insert(ctx, tx, r, s.codeHash(code), key); err != nil {
			return err
		}
		return handedOn(ctx, tx, r, by)
	})
	return code, err
}

// handedOn lets a request of Meta run at once. The record has the operator who handed it on.
func handedOn(ctx context.Context, tx *sysdb.Tx, r *Request, by audit.Thing) error {
	if err := move(ctx, tx, r, by.String(), "", Received, Acknowledged, Verified, Planned, Approved, Grace); err != nil {
		return err
	}
	return record(ctx, tx, r, audit.ErasureAsked, by)
}

const accountOf = `SELECT c.id, COALESCE(a.connected_at, c.created_at) FROM channel AS c LEFT JOIN instagram_account AS a ON a.channel_id = c.id
	WHERE c.kind = 'instagram' AND (c.external_id = $1 OR c.account_id = $1) ORDER BY c.created_at DESC LIMIT 1`

// account finds who has an account; the one that connected it last, when several had.
func (s *Service) account(ctx context.Context, user string) (last found, err error) {
	if user == "" {
		return last, nil
	}
	all, err := s.d.DB.List(ctx)
	if err != nil {
		return last, err
	}
	for _, ws := range all {
		err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
			var ch channel.ID
			var at int64
			err := q.QueryRow(ctx, accountOf, user).Scan(&ch, &at)
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			if t := clock.Time(at); err == nil && (last.channel.IsZero() || t.After(last.connected)) {
				last = found{ws, ch, t}
			}
			return err
		})
		if unlessGone(err) != nil {
			s.d.Log.ErrorContext(ctx, "a workspace could not be asked about an account that Meta wants deleted", slog.Any("workspace_id", ws), slog.Any("err", err))
		}
	}
	return last, nil
}

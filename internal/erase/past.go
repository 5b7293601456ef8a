package erase

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// settle has everything handled that came in before people are deleted, so that what is theirs stands in the tables and nothing of it comes
// out of a queue afterwards. What cannot be handled now is kept out by forgetPast.
func (x *execution) settle(ctx context.Context) error {
	if x.r.Scope.Contact.IsZero() && !slices.Contains(x.r.Scope.Categories, datamap.Contacts) {
		return nil
	}
	if err := x.d.Arrivals.Settle(ctx, x.r.Workspace); err != nil {
		x.d.Log.WarnContext(ctx, "some events could not be handled before a deletion", slog.Any("err", err), slog.Any("workspace_id", x.r.Workspace))
	}
	return ctx.Err()
}

// forgetPast keeps out what a network tells only later of the time before the deletion: repeats, delayed deliveries, old comments.
func (x *execution) forgetPast(ctx context.Context) error {
	if x.leaves("forgotten") {
		return nil
	}
	before := x.cutoff
	if !x.past.IsZero() {
		before = x.past
	}
	return x.d.DB.Write(ctx, x.r.Workspace, func(tx *wsdb.Tx) error {
		if !x.r.Scope.Contact.IsZero() {
			return x.forgetPerson(ctx, tx, before)
		}
		return x.forgetChannels(ctx, tx, before)
	})
}

const (
	phonesOf  = `SELECT phone FROM contact WHERE CAST(id AS TEXT) = $1 AND phone IS NOT NULL`
	handlesOf = `SELECT user_id FROM contact WHERE CAST(id AS TEXT) = $1 AND user_id IS NOT NULL
		UNION ALL SELECT handle FROM contact_handle WHERE CAST(contact_id AS TEXT) = $1`
)

func (x *execution) forgetPerson(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
	numbers, err := texts(ctx, tx, phonesOf, x.r.Scope.Contact.String())
	users, and := texts(ctx, tx, handlesOf, x.r.Scope.Contact.String())
	if err = errors.Join(err, and); err != nil {
		return fmt.Errorf("addresses of a contact: %w", err)
	}
	for _, number := range numbers {
		err = errors.Join(err, x.d.Arrivals.ForgetPerson(ctx, tx, channel.Address{Phone: number}, before))
	}
	for _, user := range users {
		err = errors.Join(err, x.d.Arrivals.ForgetPerson(ctx, tx, channel.Address{UserID: user}, before))
	}
	return err
}

const (
	instagrams    = `SELECT CAST(id AS TEXT) FROM channel WHERE kind = 'instagram'`
	otherChannels = `SELECT CAST(id AS TEXT) FROM channel WHERE kind <> 'instagram'`
)

func (x *execution) forgetChannels(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
	for category, text := range map[datamap.Category]string{datamap.InstagramEvents: instagrams, datamap.Chats: otherChannels} {
		if !slices.Contains(x.r.Scope.Categories, category) {
			continue
		}
		all, err := texts(ctx, tx, text)
		if err != nil {
			return fmt.Errorf("channels of a deletion: %w", err)
		}
		for _, one := range all {
			ch, err := id.Parse[channel.Channel](one)
			if err != nil {
				return err
			}
			if only := x.r.Scope.Channel; !only.IsZero() && ch != only {
				continue
			}
			if err := x.d.Arrivals.ForgetChannel(ctx, tx, ch, before); err != nil {
				return err
			}
		}
	}
	return nil
}

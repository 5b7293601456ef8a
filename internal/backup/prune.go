package backup

import (
	"context"
	"errors"
	"slices"
	"time"
)

// drop makes a backup unreadable and removes its files.
func (s *Service) drop(ctx context.Context, id string) error {
	if _, err := destroyKeys(ctx, s.d.DB.System().Keys(), func(n partKeyName) bool { return n.backup == id }); err != nil {
		return err
	}
	return s.d.Target.DeleteAll(ctx, id+"/")
}

// Prune removes the backups that are older than keep, and what is left of ones that were cut off, and names them. Their keys go
// first, those of copies in other places too: a backup ends with its time wherever it lies.
func (s *Service) Prune(ctx context.Context, keep time.Duration) ([]string, error) {
	if !s.running.TryLock() {
		return nil, ErrRunning
	}
	defer s.running.Unlock()
	limit := s.d.Clock.Now().Add(-keep)
	old := func(id string) bool {
		at, ok := MadeAt(id)
		return ok && at.Before(limit)
	}
	if _, err := destroyKeys(ctx, s.d.DB.System().Keys(), func(n partKeyName) bool { return old(n.backup) }); err != nil {
		return nil, err
	}
	found, err := generations(ctx, s.d.Target)
	if err != nil {
		return nil, err
	}
	var gone []string
	var errs []error
	for id, complete := range found {
		if complete && !old(id) {
			continue
		}
		gone = append(gone, id)
		errs = append(errs, s.drop(ctx, id))
	}
	slices.Sort(gone)
	return gone, errors.Join(errs...)
}

// Latest is when the newest complete backup was made; zero when there is none. One whose time is yet to come, made while the clock was ahead, is
// none: backups are not to wait until then.
func (s *Service) Latest(ctx context.Context) (time.Time, error) {
	found, err := generations(ctx, s.d.Target)
	now := s.d.Clock.Now()
	var latest time.Time
	for id, complete := range found {
		if at, _ := MadeAt(id); complete && at.After(latest) && !at.After(now) {
			latest = at
		}
	}
	return latest, err
}

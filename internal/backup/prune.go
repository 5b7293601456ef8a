package backup

import (
	"context"
	"errors"
	"slices"
	"time"
)

// drop makes a backup unreadable and removes its files.
func (s *Service) drop(ctx context.Context, id string) error {
	if err := s.destroyKeys(ctx, func(backup string) bool { return backup == id }); err != nil {
		return err
	}
	return s.d.Target.DeleteAll(ctx, id+"/")
}

func (s *Service) destroyKeys(ctx context.Context, of func(backup string) bool) error {
	keys := s.d.DB.System().Keys()
	owners, err := keys.Owners(ctx, ownerPrefix)
	if err != nil {
		return err
	}
	owners = slices.DeleteFunc(owners, func(name string) bool {
		backup, _, ok := ownerParts(name)
		return !ok || !of(backup)
	})
	_, err = keys.Destroy(ctx, owners...)
	return err
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
	if err := s.destroyKeys(ctx, old); err != nil {
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

// Latest is when the newest complete backup was made; zero when there is none.
func (s *Service) Latest(ctx context.Context) (time.Time, error) {
	found, err := generations(ctx, s.d.Target)
	var latest time.Time
	for id, complete := range found {
		if at, _ := MadeAt(id); complete && at.After(latest) {
			latest = at
		}
	}
	return latest, err
}

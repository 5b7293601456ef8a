package account_test

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestService_LoginLimits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		code := b.user(t, "sari")
		b.login(t, "sari", code) // the owner has been here before
		address := func(i int) netip.Addr { return netip.AddrFrom4([4]byte{198, 51, byte(i >> 8), byte(i)}) }
		limited := 0
		for i := range 1000 { // an attacker with a thousand addresses
			_, err := b.try(t, "sari", account.NewCode(), address(i))
			if errors.Is(err, account.ErrTooManyAttempts) {
				limited++
			}
		}
		if limited != 990 {
			t.Errorf("%d of 1000 guesses limited, want 990", limited)
		}
		_, err := b.try(t, "sari", code, address(2000))
		f, _ := fault.Of(err)
		if f == nil || f.Code != "account.too_many_attempts" || f.RetryAfter != 15*time.Minute {
			t.Errorf("a stranger meanwhile: %+v, want to wait 15 minutes", err)
		}
		if _, err := b.try(t, "sari", code, home); err != nil {
			t.Errorf("the owner at home meanwhile: %v", err)
		}
		b.clk.Advance(15 * time.Minute)
		if _, err := b.try(t, "sari", code, address(2000)); err != nil {
			t.Errorf("after the wait: %v", err)
		}
	})
}

// A clock that is set forward or back neither keeps the owner out for longer nor gives an attacker more guesses.
func TestService_LoginLimitsWhateverTheClockIsSetTo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		code := b.user(t, "sari")
		for range 10 {
			_, _ = b.try(t, "sari", account.NewCode(), home)
		}
		for _, jump := range []time.Duration{0, -30 * 24 * time.Hour, 60 * 24 * time.Hour} {
			b.clk.Jump(jump)
			_, err := b.try(t, "sari", code, home)
			if f, _ := fault.Of(err); f == nil || f.RetryAfter != 15*time.Minute {
				t.Errorf("after a jump of %s: %+v, want to wait 15 minutes", jump, err)
			}
		}
		b.clk.Jump(-90 * 24 * time.Hour)
		b.clk.Advance(15 * time.Minute)
		if _, err := b.try(t, "sari", code, home); err != nil {
			t.Errorf("after the wait: %v", err)
		}
	})
}

func TestService_LoginLimitsEachAddress(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		var limited int
		for i := range 100 { // one house, many addresses of one network, many usernames
			from := netip.MustParseAddr(fmt.Sprintf("2001:db8:1:2::%x", i+1))
			if _, err := b.try(t, fmt.Sprintf("user%d", i), account.NewCode(), from); errors.Is(err, account.ErrTooManyAttempts) {
				limited++
			}
		}
		if limited != 70 {
			t.Errorf("%d of 100 limited, want 70", limited)
		}
		if _, err := b.try(t, "user1", account.NewCode(), netip.MustParseAddr("2001:db8:1:3::1")); !errors.Is(err, account.ErrBadCredentials) {
			t.Errorf("the neighbours: %v", err)
		}
	})
}

func TestService_LoginThatSucceedsDoesNotCount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		code := b.user(t, "sari")
		for i := range 40 {
			if _, err := b.try(t, "sari", code, home); err != nil {
				t.Fatalf("login %d: %v", i, err)
			}
		}
	})
}

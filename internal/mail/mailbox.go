package mail

import (
	"context"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/config"
)

// Incoming is an e-mail to the public address.
type Incoming struct {
	ID      string // that it was sent under; may be empty
	From    string // an address
	Subject string
	Text    string
	Machine bool // written by a machine, which is never answered
}

// MailboxDeps are what a Mailbox needs. Take is told of every mail; one for which it fails is told of again.
type MailboxDeps struct {
	Clock clock.Clock
	Log   *slog.Logger
	IMAP  config.IMAP
	Own   []string // our own addresses
	Hold  func() bool
	Take  func(ctx context.Context, m Incoming) error
}

// Mailbox reads the mailbox of the public address.
type Mailbox struct {
	d  MailboxDeps
	mu sync.Mutex
	at time.Time // when it was read last
	ok bool
}

// NewMailbox makes a Mailbox.
func NewMailbox(d MailboxDeps) *Mailbox { return &Mailbox{d: d} }

const (
	pollEvery   = time.Minute
	pollTimeout = 2 * time.Minute
	maxMails    = 50
	maxMail     = 256 << 10 // of a longer one only the beginning is read
)

// On says whether there is a mailbox.
func (m *Mailbox) On() bool { return m.d.IMAP.Host != "" }

// State says when the mailbox was read last, and whether that worked.
func (m *Mailbox) State() (at time.Time, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at, m.ok
}

// Run reads the mailbox every minute until ctx ends.
func (m *Mailbox) Run(ctx context.Context) {
	if !m.On() {
		return
	}
	for {
		if !m.d.Hold() {
			err := m.Poll(ctx)
			m.mu.Lock()
			first := m.ok || m.at.IsZero()
			m.at, m.ok = m.d.Clock.Now(), err == nil
			m.mu.Unlock()
			if err != nil && first && ctx.Err() == nil { // what the server said may name somebody
				m.d.Log.WarnContext(ctx, "the mailbox of the public address cannot be read; it is tried again", slog.String("operation", "imap"))
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-m.d.Clock.After(pollEvery):
		}
	}
}

// Poll reads what is new and marks it as seen once it is taken. A mail may be told of twice when the program ends in between.
func (m *Mailbox) Poll(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	c, err := m.dial()
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	if err := c.Login(m.d.IMAP.User, m.d.IMAP.Password.Reveal()).Wait(); err != nil {
		return err
	}
	if _, err := c.Select(m.d.IMAP.Folder, nil).Wait(); err != nil {
		return err
	}
	found, err := c.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen}}, nil).Wait()
	if err != nil {
		return err
	}
	for n, uid := range found.AllUIDs() {
		if n == maxMails {
			break
		}
		if err := m.one(ctx, c, uid); err != nil {
			return err
		}
	}
	return c.Logout().Wait()
}

func (m *Mailbox) dial() (*imapclient.Client, error) {
	address := net.JoinHostPort(m.d.IMAP.Host, strconv.Itoa(m.d.IMAP.Port))
	if m.d.IMAP.Security == config.TLSOnly {
		return imapclient.DialTLS(address, nil)
	}
	return imapclient.DialInsecure(address, nil)
}

func (m *Mailbox) one(ctx context.Context, c *imapclient.Client, uid imap.UID) error {
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: maxMail}}
	got, err := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		return err
	}
	for _, one := range got {
		in, err := read(one.FindBodySection(section), m.d.Own)
		if err != nil {
			m.d.Log.WarnContext(ctx, "an e-mail to the public address cannot be read and is left to people", slog.String("operation", "imap"))
			continue
		}
		if err := m.d.Take(ctx, in); err != nil {
			return err
		}
	}
	return c.Store(imap.UIDSetNum(uid), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagSeen}}, nil).Close()
}

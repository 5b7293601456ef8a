// Package app is the composition root: it builds every part from the configuration, connects them, and runs them until the end.
package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/blast"
	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/cloudapi"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/channel/simulated"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/comment"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/inbox"
	instagrams "github.com/kelolapesan/kelola/internal/instagram"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/logging"
	"github.com/kelolapesan/kelola/internal/mail"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/quarantine"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/report"
	"github.com/kelolapesan/kelola/internal/retention"
	"github.com/kelolapesan/kelola/internal/sample"
	"github.com/kelolapesan/kelola/internal/signup"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/transfer"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// App is everything but the listeners.
type App struct {
	cfg     config.Config
	version string
	log     *slog.Logger
	clock   clock.Clock
	started time.Time
	metrics *metrics

	sys        *sysdb.DB
	quarantine *quarantine.Guard
	serving    atomic.Bool
	backups    *backup.Service
	renew      chan struct{}
	placing    sync.Mutex // held while a workspace is put back or imported

	db       *wsdb.DB
	blobs    *blob.Store
	registry *queue.Registry
	queue    *queue.Client

	events     *event.Log
	jobs       *job.Service
	workspaces *workspace.Service
	licences   *licence.Service
	accounts   *account.Service
	texts      *textindex.Index
	contacts   *contact.Service
	library    *library.Service
	meta       *cloudapi.Connector
	instagram  *instagram.Connector
	simulated  *simulated.Connector
	channels   *channel.Service
	ingest     *channel.Ingest
	outbox     *outbox.Service
	inbox      *inbox.Service
	blasts     *blast.Service
	reports    *report.Service
	signups    *signup.Service
	samples    *sample.Service
	comments   *comment.Service
	instagrams *instagrams.Service
	ledger     *ledger.Ledger
	erasures   *erase.Service
	mails      *mail.Service
	mailbox    *mail.Mailbox
	retention  *retention.Service
	transfers  *transfer.Service
}

// Logger makes the logger of the process.
func Logger(cfg config.Config, w io.Writer) *slog.Logger { return logging.New(w, cfg.LogLevel) }

// New opens the databases and builds every part. Nothing runs yet. Close must be called. It fails with backup.ErrCutOff.
func New(ctx context.Context, cfg config.Config, version string, log *slog.Logger) (*App, error) {
	if err := backup.CutOff(cfg.DataDir); err != nil {
		return nil, err
	}
	return build(ctx, cfg, version, log)
}

func build(ctx context.Context, cfg config.Config, version string, log *slog.Logger) (*App, error) {
	a := &App{cfg: cfg, version: version, log: log, clock: clock.System{}, metrics: newMetrics(), renew: make(chan struct{}, 1)}
	if cfg.ClockSpeed != 1 {
		a.clock = clock.NewScaled(cfg.ClockSpeed)
	}
	if err := a.openPlatform(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	a.started = a.clock.Now()
	a.buildFeatures()
	a.buildRetention()
	a.buildErase()
	if err := a.buildQueue(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	a.buildTransfer()
	return a, nil
}

// Close closes the databases. Everything that runs must have been stopped.
func (a *App) Close() error {
	var errs []error
	if a.db != nil {
		errs = append(errs, a.db.Close())
	}
	if a.blobs != nil {
		errs = append(errs, a.blobs.Close())
	}
	if a.ledger != nil {
		errs = append(errs, a.ledger.Close())
	}
	if a.sys != nil {
		errs = append(errs, a.sys.Close())
	}
	return errors.Join(errs...)
}

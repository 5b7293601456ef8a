// Package httpapi owns the edge of the API: who asks and what they may, how a request is read and an answer written, problems,
// limits, the live stream, and the operations about sessions, people and workspaces.
package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Prefix is where the API lives; everything about one workspace lies under WorkspacePrefix, what operators do under OperatorPrefix.
const (
	Prefix          = "/api/v1"
	WorkspacePrefix = Prefix + "/workspaces/{workspace}"
	OperatorPrefix  = Prefix + "/operator"
)

// Options are what an API needs.
type Options struct {
	DB         *wsdb.DB
	Accounts   *account.Service
	Workspaces *workspace.Service
	Licences   *licence.Service
	Events     *event.Log
	Jobs       *job.Service
	Clock      clock.Clock
	Log        *slog.Logger

	Version   string
	PublicURL string // origin the interface is opened at; may be empty
	Cookies   CookiePolicy
	// TrustedProxies are the peers whose X-Forwarded-For and X-Forwarded-Proto are believed.
	TrustedProxies []netip.Prefix
	// Rate limits what one person, and one address without a login, may ask. Zero values take the defaults.
	Rate Rate
	// CountChannels, if set, says how many channels a workspace has; package channel does.
	CountChannels func(ctx context.Context, q wsdb.Query) (int, error)
	// Quarantine, if set, says since when and why nothing leaves this installation; the reason is empty when it may act.
	Quarantine func() (since time.Time, reason string)
	// Erased, if set, says when data of a workspace was deleted last, and when a contact was; zero if never.
	Erased func(ctx context.Context, ws id.Workspace) (all, people time.Time, err error)
	// Deletions, if set, says which deletions of a workspace its people should know of.
	Deletions func(ctx context.Context, ws id.Workspace) (Deletion, error)
	// Busy, if set, says that nothing of a workspace may be changed for a moment.
	Busy func(ws id.Workspace) bool
	// Observe, if set, is told of every finished request; route is the pattern, never the address asked for.
	Observe func(method, route string, status int, took time.Duration)
}

// API is the HTTP API. Operations are registered before Handler is served.
type API struct {
	opt    Options
	mux    *http.ServeMux
	huma   huma.API
	cross  *http.CrossOriginProtection
	people *Limiter
	places *Limiter
	ops    []Operation

	streams streams
	closing chan struct{}
	once    sync.Once
	spec    func() ([]byte, error)
}

// New makes an API with the operations about sessions, people, workspaces, jobs and live updates. It panics when a needed part
// is missing, which is a mistake of whoever puts the program together.
func New(opt Options) *API {
	if opt.DB == nil || opt.Accounts == nil || opt.Workspaces == nil || opt.Licences == nil || opt.Events == nil ||
		opt.Jobs == nil || opt.Clock == nil || opt.Log == nil {
		panic("httpapi: a part is missing in Options")
	}
	a := &API{
		opt: opt, mux: http.NewServeMux(), cross: http.NewCrossOriginProtection(), closing: make(chan struct{}),
		streams: streams{open: map[account.UserID]int{}},
	}
	rate := opt.Rate.orDefault()
	a.people = NewLimiter(opt.Clock, rate.PersonPerSecond, rate.PersonBurst)
	a.places = NewLimiter(opt.Clock, rate.AddressPerSecond, rate.AddressBurst)
	if opt.PublicURL != "" {
		if err := a.cross.AddTrustedOrigin(origin(opt.PublicURL)); err != nil {
			panic("httpapi: public URL: " + err.Error())
		}
	}
	config := huma.DefaultConfig("Kelola Pesan", opt.Version)
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaNames{}.name)
	config.OnAddOperation = append(config.OnAddOperation, (&nullables{known: map[string]bool{}}).note)
	config.Info.Description = "Everything the interface does goes through this API."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", "", nil
	config.Transformers = []huma.Transformer{a.transform}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: hostCookie},
	}
	a.huma = humago.New(a.mux, config)
	a.spec = sync.OnceValues(a.document)
	a.registerPlatform()
	return a
}

func (a *API) registerPlatform() {
	a.mux.HandleFunc("/api/", a.unknown)
	a.mux.HandleFunc("GET "+Prefix+"/openapi.json", a.serveSpec)
	a.mux.HandleFunc("GET /docs", a.serveDocs)
	a.mux.HandleFunc("GET /docs/style.css", a.serveDocsStyle)
	a.registerSession()
	a.registerMe()
	a.registerWorkspace()
	a.registerMembers()
	a.registerInvites()
	a.registerJoin()
	a.registerLicence()
	a.registerAudit()
	a.registerJobs()
	a.registerEvents()
}

// Huma gives access to what is underneath, for what the helpers of this package do not cover.
func (a *API) Huma() huma.API { return a.huma }

// Handler serves everything under /api/ and /docs.
func (a *API) Handler() http.Handler { return a.Edge(a.guard(a.mux)) }

// Close ends all live streams, so that a server can shut down. It may be called more than once.
func (a *API) Close() { a.once.Do(func() { close(a.closing) }) }

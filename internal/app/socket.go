package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/fault"
)

// socketPath is where the running server takes administrative acts; only the user who runs it can open the socket.
func socketPath(cfg config.Config) string { return filepath.Join(cfg.DataDir, "admin.sock") }

// Admin carries out an act and prints the result: through the server's socket if one runs on this data folder, else by opening the
// databases itself.
func Admin(ctx context.Context, cfg config.Config, act Act, out io.Writer) error {
	answered, err := adminThroughServer(ctx, cfg, act, out)
	if answered || err != nil {
		return err
	}
	a, err := New(ctx, cfg, "", Logger(cfg, os.Stderr))
	if err != nil {
		return err
	}
	return errors.Join(a.administer(ctx, act, out), a.Close())
}

// socketClient speaks with the running server.
func socketClient(cfg config.Config) *http.Client {
	socket := socketPath(cfg)
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}}}
}

func adminThroughServer(ctx context.Context, cfg config.Config, act Act, out io.Writer) (answered bool, err error) {
	client := socketClient(cfg)
	defer client.CloseIdleConnections()
	body, err := json.Marshal(act)
	if err != nil {
		return false, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://kelola/admin", bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	resp, err := client.Do(req)
	if err != nil {
		if failed, ok := errors.AsType[*net.OpError](err); ok && failed.Op == "dial" {
			return false, nil // no server runs here
		}
		return false, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return true, err
	}
	if resp.StatusCode != http.StatusOK {
		return true, errors.New(string(text))
	}
	_, err = out.Write(text)
	return true, err
}

func (a *App) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.HandleFunc("GET /doctor", a.serveDoctor)
	mux.HandleFunc("POST /admin", func(w http.ResponseWriter, r *http.Request) {
		var act Act
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&act); err != nil {
			http.Error(w, "not an act", http.StatusBadRequest)
			return
		}
		var out bytes.Buffer
		if err := a.administer(r.Context(), act, &out); err != nil {
			w.WriteHeader(http.StatusUnprocessableEntity)
			_, _ = fmt.Fprint(w, err)
			if _, ok := fault.Of(err); !ok {
				a.log.Error("administrative act failed", "operation", act.Name, "err", err)
			}
			return
		}
		_, _ = w.Write(out.Bytes())
	})
	return mux
}
